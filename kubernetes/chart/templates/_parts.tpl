{{- define "headroom.config" -}}
{{- mergeOverwrite (.Files.Get "files/headroom.yml" | fromYaml) .Values.receiver.config | toYaml }}
{{- end }}

{{- define "headroom.ttlTunerConfig" -}}
{{- mergeOverwrite (.Files.Get "files/ttl-tuner.yml" | fromYaml) .Values.ttlTuner.config | toYaml }}
{{- end }}

{{- define "headroom.policy" -}}
{{- .Values.receiver.policy | default (.Files.Get "files/alert-rules/scaling-policy.yml") }}
{{- end }}

{{- define "headroom.policyName" -}}
{{- .Values.receiver.existingPolicy | default (ternary "" "headroom-policy" (ne .Values.receiver.existingConfig "")) }}
{{- end }}

{{- /* The names of the policy's services, divided by "|". */}}
{{- define "headroom.services" -}}
{{- (include "headroom.policy" . | fromYaml).services | default dict | keys | sortAlpha | join "|" }}
{{- end }}

{{- /* The port that a URL of Redis has, in whatever form the key has it. */}}
{{- define "headroom.redisPort" -}}
{{- regexFind ":[0-9]+$" (regexFind "rediss?://[^/?\"]*" (toJson .)) | trimPrefix ":" | default "6379" }}
{{- end }}

{{- define "headroom.restricted" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "headroom.nobody" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- /* Where a pod may be, and by what its images are pulled: lines of its spec, two columns in. */}}
{{- define "headroom.placement" -}}
{{- $pod := pick . "nodeSelector" "tolerations" "imagePullSecrets" -}}
{{- range $key, $value := $pod }}
{{- with $value }}
      {{ $key }}: {{ toJson . }}
{{- end }}
{{- end }}
{{- end }}

{{- /* What a pod of the receiver's program knows of where it is. */}}
{{- define "headroom.env" -}}
- name: NAMESPACE
  valueFrom:
    fieldRef: {fieldPath: metadata.namespace}
- name: POD_NAME # who holds the Lease
  valueFrom:
    fieldRef: {fieldPath: metadata.name}
- name: POD_IP # where the other receiver passes orders on to
  valueFrom:
    fieldRef: {fieldPath: status.podIP}
- {name: ALERTMANAGER_RECEIVER, value: $(NAMESPACE)/headroom/headroom}
- {name: GPU_COUNT, value: {{ ternary "kubernetes" "none" .Values.receiver.gpus }}}
- {name: HEADROOM_LOG, value: json}
{{- end }}

{{- define "headroom.mounts" -}}
- {name: config, mountPath: /etc/headroom, readOnly: true}
- {name: secrets, mountPath: /etc/headroom-secrets, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- if include "headroom.policyName" . }}
- {name: policy, mountPath: /opt/headroom/alert-rules, readOnly: true}
{{- end }}
{{- end }}

{{- define "headroom.volumes" -}}
- name: config
  configMap: {name: {{ .Values.receiver.existingConfig | default "headroom-config" | quote }}}
- name: secrets
  secret:
    secretName: {{ quote .Values.receiver.secret }}
    items: [{key: webhook-token, path: webhook-token}, {key: redis-password, path: redis-password}]
- name: tmp
  emptyDir: {sizeLimit: 64Mi}
{{- with include "headroom.policyName" . }}
- name: policy
  configMap: {name: {{ quote . }}}
{{- end }}
{{- end }}

{{- /* A peer of a NetworkPolicy: "direction", and "peers" as the values have them. */}}
{{- define "headroom.peers" -}}
{{- range .peers }}
    - {{ $.direction }}:
        {{- if .namespace }}
        - namespaceSelector:
            matchLabels: {kubernetes.io/metadata.name: {{ quote .namespace }}}
        {{- else }}
        - ipBlock: {cidr: {{ quote .cidr }}}
        {{- end }}
      {{- if .ports }}
      ports:
        {{- range .ports }}
        - {protocol: TCP, port: {{ . }}}
        {{- end }}
      {{- end }}
{{- end }}
{{- end }}

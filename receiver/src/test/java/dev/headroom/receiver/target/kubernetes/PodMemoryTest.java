package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Of a pod only what is read of it is kept: a namespace may have thousands. */
class PodMemoryTest {
    private static final int COLLECTIONS = 5;
    private static final int PODS = 3000;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: app-5d4f8b7c9d-%05d
              namespace: inference
              uid: 00000000-0000-0000-0000-%012d
              resourceVersion: "%d"
              creationTimestamp: "2026-11-24T10:00:00Z"
              labels: {app: app, pod-template-hash: 5d4f8b7c9d, team: search, app.kubernetes.io/part-of: inference}
              annotations:
                kubernetes.io/config.seen: "2026-11-24T10:00:00.000000000Z"
                checksum/config: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
                controller.kubernetes.io/pod-deletion-cost: "-1000000"
              ownerReferences:
                - {apiVersion: apps/v1, kind: ReplicaSet, name: app-5d4f8b7c9d, uid: 1, controller: true, blockOwnerDeletion: true}
            spec:
              nodeName: gpu-node-17
              serviceAccountName: app
              terminationGracePeriodSeconds: 60
              tolerations:
                - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
                - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
              volumes:
                - {name: models, persistentVolumeClaim: {claimName: models}}
                - {name: config, configMap: {name: app-config}}
                - name: token
                  projected: {sources: [{serviceAccountToken: {path: token}}, {configMap: {name: kube-root-ca.crt}}]}
              containers:
                - name: main
                  image: registry.example.com/inference/app:1.2.3
                  args: [--model, /models/large, --port, "8000", --tensor-parallel-size, "1"]
                  env:
                    - {name: MODEL, value: large}
                    - {name: REDIS_URL, value: "redis://cache:6379/0"}
                    - {name: TOKEN, valueFrom: {secretKeyRef: {name: app, key: token}}}
                  ports: [{name: http, containerPort: 8000}, {name: metrics, containerPort: 9090}]
                  resources: {requests: {cpu: "4", memory: 16Gi, nvidia.com/gpu: "1"}, limits: {cpu: "8", memory: 32Gi, nvidia.com/gpu: "1"}}
                  readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 5}
                  livenessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 10}
                  volumeMounts: [{name: models, mountPath: /models}, {name: config, mountPath: /etc/app}]
            status:
              phase: Running
              podIP: 10.1.2.3
              startTime: "2026-11-24T10:00:01Z"
              conditions:
                - {type: PodScheduled, status: "True", lastTransitionTime: "2026-11-24T10:00:01Z"}
                - {type: Ready, status: "True", lastTransitionTime: "2026-11-24T10:01:01Z"}
              containerStatuses:
                - name: main
                  ready: true
                  restartCount: 0
                  image: registry.example.com/inference/app:1.2.3
                  imageID: registry.example.com/inference/app@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
                  state: {running: {startedAt: "2026-11-24T10:00:30Z"}}
            """;

    @Test
    void threeThousandPodsTakeAFewMegabytes() {
        long whole = taken(pod -> pod);
        long kept = LongStream.generate(
                        () -> taken(pod -> PodView.part(pod, false).orElseThrow()))
                .limit(3)
                .sorted()
                .skip(1) // the one in the middle: what other tests left running may take or free something meanwhile
                .findFirst()
                .orElseThrow();
        System.out.printf(
                "%d pods: %d bytes each as they come, %d as they are kept%n", PODS, whole / PODS, kept / PODS);
        assertThat(kept / PODS).isBetween(200L, 700L).isLessThan(whole / PODS / 8);
    }

    @Test
    void whatIsKeptSaysTheSame() {
        Pod pod = pod(7);
        PodView kept = PodView.of(PodView.part(pod, true).orElseThrow());
        assertThat(kept).isEqualTo(PodView.of(pod));
        assertThat(kept.owner()).isEqualTo("Deployment inference/app");
        assertThat(kept.replica(3))
                .isEqualTo(new Replica(
                        "app-5d4f8b7c9d-00007",
                        3,
                        ReplicaState.READY,
                        Instant.parse("2026-11-24T10:00:01Z"),
                        "10.1.2.3",
                        "created at 2026-11-24T10:00:00Z",
                        4));
        assertThat(PodView.owner(PodView.part(pod, false).orElseThrow())).containsExactlyElementsOf(PodView.owner(pod));
        assertThat(Changes.isMarked(kept)).isTrue();
        assertThat(kept.grace()).contains(60L);
        assertThat(kept.tolerations()).isEmpty();
    }

    private static Pod pod(int number) {
        return Serialization.unmarshal(POD.formatted(number, number, number), Pod.class);
    }

    /** By what their going away frees: meanwhile nobody else has the time to take or free anything. */
    private static long taken(UnaryOperator<Pod> keeping) {
        List<Pod> all = new ArrayList<>();
        for (int i = 0; i < PODS; i++) {
            all.add(keeping.apply(pod(i)));
        }
        assertThat(all).hasSize(PODS);
        long with = used();
        all.clear();
        return with - used();
    }

    /** Some things go at the second collection only, and Java's serial one closes small gaps at each fourth alone. */
    private static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

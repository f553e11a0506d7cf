package dev.headroom.receiver.target.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Other programs that set counts: known by what owns an object, and by the names that they write under. */
final class OtherHands {
    private static final String ARGO =
            "Argo CD applies the count of its manifest: add to the Application ignoreDifferences: [{group: %3$s, kind: %1$s, name: %2$s, jsonPointers: [/spec/replicas]}] and syncOptions: [RespectIgnoreDifferences=true]";
    private static final String FLUX =
            "Flux applies the count of its manifest: take spec.replicas out of the manifest of %1$s %2$s, as docs/kubernetes.md says: taken out alone, the count falls to 1";
    private static final String KUBECTL =
            "a manifest with a count is applied again and again: take spec.replicas out of that of %1$s %2$s, as docs/kubernetes.md says: taken out alone, the count falls to 1";
    private static final String HPA =
            "a HorizontalPodAutoscaler, or another user of the scale subresource, sets it: kubectl get hpa -A shows which; with target.on_hpa: floor Headroom moves its floor instead";

    private static final Map<String, String> BY_MANAGER = Map.of(
            "argocd-controller", ARGO,
            "argocd-application-controller", ARGO,
            "kustomize-controller", FLUX,
            "helm-controller", FLUX,
            "kubectl", KUBECTL,
            "kubectl-client-side-apply", KUBECTL,
            "helm", KUBECTL,
            "kube-controller-manager", HPA);

    private OtherHands() {}

    /** What ends a quarrel with whoever writes under this name; empty where nothing is known. */
    static String remedy(String manager, Workload workload) {
        String words = BY_MANAGER.get(manager);
        return words == null
                ? ""
                : words.formatted(
                        workload.kind().word(), workload.name(), workload.kind().group());
    }

    /** Why an autoscaler's floor cannot be moved: it is written by what owns it. */
    static Optional<String> owner(HasMetadata autoscaler) {
        return Objects.requireNonNullElse(autoscaler.getMetadata().getOwnerReferences(), List.<OwnerReference>of())
                .stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .map(owner -> owned(autoscaler, owner))
                .findFirst();
    }

    private static String owned(HasMetadata autoscaler, OwnerReference owner) {
        String namespace = autoscaler.getMetadata().getNamespace();
        String what = "HorizontalPodAutoscaler %s/%s belongs to %s %s, which sets its minReplicas back; "
                .formatted(namespace, autoscaler.getMetadata().getName(), owner.getKind(), owner.getName());
        return owner.getKind().equals("ScaledObject")
                ? what
                        + "leave the service to KEDA and out of the policy, or end it: kubectl -n %s delete scaledobject %s"
                                .formatted(namespace, owner.getName())
                : what + "set the bounds there and leave the service out of the policy, or let it make no autoscaler";
    }
}

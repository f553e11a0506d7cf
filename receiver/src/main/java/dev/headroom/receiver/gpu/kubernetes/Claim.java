package dev.headroom.receiver.gpu.kubernetes;

import dev.headroom.receiver.kubernetes.GpuRequest;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * GPUs that a pod has, or waits for.
 *
 * @param pod as "inference/worker-llm-0"
 * @param node empty where the pod waits for one
 */
record Claim(String pod, String node, GpuRequest request) {

    static Claim of(Pod pod) {
        return new Claim(
                pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName(),
                Objects.requireNonNullElse(pod.getSpec().getNodeName(), ""),
                GpuRequest.of(pod.getSpec()));
    }

    /** What {@link #of} reads of a pod that requests GPUs and has not ended: of most pods nothing. */
    static Optional<Pod> part(Pod pod) {
        boolean ended = pod.getStatus() != null
                && List.of("Succeeded", "Failed")
                        .contains(String.valueOf(pod.getStatus().getPhase()));
        List<PodSchedulingGate> gates = Objects.requireNonNullElse(pod.getSpec().getSchedulingGates(), List.of());
        boolean heldBack = !gates.isEmpty(); // the scheduler does not look at it
        return ended || heldBack || GpuRequest.of(pod.getSpec()).gpus() == 0
                ? Optional.empty()
                : Optional.of(smaller(pod));
    }

    private static Pod smaller(Pod pod) {
        ObjectMeta name = new ObjectMeta();
        name.setNamespace(pod.getMetadata().getNamespace());
        name.setName(pod.getMetadata().getName());
        name.setUid(pod.getMetadata().getUid());
        name.setResourceVersion(pod.getMetadata().getResourceVersion());
        Pod smaller = new Pod();
        smaller.setMetadata(name);
        smaller.setSpec(pod.getSpec());
        return smaller;
    }
}

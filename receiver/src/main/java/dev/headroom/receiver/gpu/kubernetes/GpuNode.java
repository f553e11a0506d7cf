package dev.headroom.receiver.gpu.kubernetes;

import dev.headroom.receiver.kubernetes.GpuRequest;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A node that offers GPUs.
 *
 * @param offers allocatable GPUs by resource
 * @param unfit why it takes no pods at all, as "it is cordoned"; empty where it does
 */
record GpuNode(String name, Map<String, Integer> offers, String unfit, Map<String, String> labels, List<Taint> taints) {
    /** Set by NVIDIA's feature discovery where several pods get the same GPU. */
    private static final String SHARING = "nvidia.com/gpu.sharing-strategy";

    private static final List<String> KEEPS_OUT = List.of("NoSchedule", "NoExecute");

    /** Of {@value GpuRequest#RESOURCE} alone. */
    GpuNode(String name, int gpus, String unfit, Map<String, String> labels, List<Taint> taints) {
        this(name, Map.of(GpuRequest.RESOURCE, gpus), unfit, labels, taints);
    }

    int gpus(String resource) {
        return offers.getOrDefault(resource, 0);
    }

    static GpuNode of(Node node) {
        return new GpuNode(
                node.getMetadata().getName(),
                offered(node),
                unfit(node),
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of()),
                Objects.requireNonNullElse(node.getSpec().getTaints(), List.of()));
    }

    /** Of a node that offers GPUs what is read, and of others nothing. */
    static Optional<Node> part(Node node) {
        node.getMetadata().setAnnotations(Map.of());
        return offered(node).isEmpty() ? Optional.empty() : Optional.of(node);
    }

    private static Map<String, Integer> offered(Node node) {
        Map<String, Integer> offers = new TreeMap<>();
        if (node.getStatus() != null && node.getStatus().getAllocatable() != null) {
            Map<String, Quantity> all = node.getStatus().getAllocatable();
            all.keySet().stream()
                    .filter(GpuRequest::isGpu)
                    .filter(resource -> GpuRequest.count(all, resource) > 0)
                    .forEach(resource -> offers.put(resource, GpuRequest.count(all, resource)));
        }
        return offers;
    }

    private static String unfit(Node node) {
        boolean ready = node.getStatus().getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
        if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            return "it is cordoned";
        }
        return ready ? "" : "it is not ready";
    }

    /** Why a pod that asks so would not come here, as far as labels and taints tell; empty where it may. */
    Optional<String> bars(GpuRequest request) {
        return Optional.of(unfit)
                .filter(why -> !why.isEmpty())
                .or(() -> lacks(request))
                .or(() -> isElsewhere(request))
                .or(() -> repels(request));
    }

    private Optional<String> lacks(GpuRequest request) {
        return request.nodeSelector().entrySet().stream()
                .filter(label -> !label.getValue().equals(labels.get(label.getKey())))
                .map(label -> "it lacks the label " + label.getKey() + "=" + label.getValue())
                .sorted()
                .findFirst();
    }

    private Optional<String> isElsewhere(GpuRequest request) {
        return NodeTerms.allow(request.affinity(), name, labels)
                ? Optional.empty()
                : Optional.of("its labels are not what the pod's node affinity asks for");
    }

    private Optional<String> repels(GpuRequest request) {
        return taints.stream()
                .filter(taint -> KEEPS_OUT.contains(taint.getEffect()))
                .filter(taint -> request.tolerations().stream().noneMatch(toleration -> tolerates(toleration, taint)))
                .map(taint -> "it has the taint " + taint.getKey())
                .findFirst();
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        boolean effect = toleration.getEffect() == null
                || toleration.getEffect().isEmpty()
                || toleration.getEffect().equals(taint.getEffect());
        boolean everyKey = toleration.getKey() == null || toleration.getKey().isEmpty();
        boolean exists = "Exists".equals(toleration.getOperator());
        return effect
                && (everyKey
                        ? exists
                        : toleration.getKey().equals(taint.getKey())
                                && (exists || text(toleration.getValue()).equals(text(taint.getValue()))));
    }

    private static String text(String value) {
        return Objects.requireNonNullElse(value, "");
    }

    /** Whether a new pod gets a GPU that others have too. */
    boolean shares() {
        return !List.of("", "none").contains(labels.getOrDefault(SHARING, ""));
    }
}

package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one pod asks of a node in the way of GPUs.
 *
 * @param resource of which kind, as {@value #RESOURCE}
 * @param gpus how many of that; 0 for none
 * @param nodeSelector labels that the node must have
 * @param tolerations taints of the node that do not matter
 * @param affinity what else the node must be; null for nothing
 * @param byClaim whether it asks for devices by ResourceClaims, of which this tells nothing
 */
public record GpuRequest(
        String resource,
        int gpus,
        Map<String, String> nodeSelector,
        List<Toleration> tolerations,
        @Nullable NodeSelector affinity,
        boolean byClaim) {
    /** What NVIDIA's device plugin has nodes offer. */
    public static final String RESOURCE = "nvidia.com/gpu";

    public GpuRequest {
        nodeSelector = Map.copyOf(nodeSelector);
        tolerations = List.copyOf(tolerations);
    }

    /** Of {@value #RESOURCE}, wherever there is one. */
    public GpuRequest(int gpus, Map<String, String> nodeSelector, List<Toleration> tolerations) {
        this(RESOURCE, gpus, nodeSelector, tolerations, null, false);
    }

    public static GpuRequest of(PodSpec spec) {
        String resource = resource(spec);
        return new GpuRequest(
                resource,
                gpus(spec, resource),
                Objects.requireNonNullElse(spec.getNodeSelector(), Map.of()),
                Objects.requireNonNullElse(spec.getTolerations(), List.of()),
                Optional.ofNullable(spec.getAffinity())
                        .map(Affinity::getNodeAffinity)
                        .map(NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
                        .orElse(null),
                spec.getResourceClaims() != null && !spec.getResourceClaims().isEmpty());
    }

    /** The same where its pods are given these, too, as a cluster may do when it makes them. */
    public GpuRequest tolerating(List<Toleration> more) {
        List<Toleration> all =
                Stream.concat(tolerations.stream(), more.stream()).distinct().toList();
        return new GpuRequest(resource, gpus, nodeSelector, all, affinity, byClaim);
    }

    /** Whether devices of this name are GPUs, or parts of them. */
    public static boolean isGpu(String resource) {
        return resource.equals(RESOURCE)
                || resource.startsWith("nvidia.com/gpu.")
                || resource.startsWith("nvidia.com/mig-")
                || resource.equals("amd.com/gpu")
                || resource.startsWith("gpu.intel.com/");
    }

    /** Pods ask for GPUs of one kind. */
    private static String resource(PodSpec spec) {
        return Stream.of(spec.getContainers(), spec.getInitContainers())
                .flatMap(containers -> Objects.requireNonNullElse(containers, List.<Container>of()).stream())
                .map(container -> amounts(container.getResources()))
                .flatMap(amounts -> amounts.keySet().stream())
                .filter(GpuRequest::isGpu)
                .findFirst()
                .orElse(RESOURCE);
    }

    /** As the scheduler counts: what runs together, or more where a container that comes first needs more. */
    private static int gpus(PodSpec spec, String resource) {
        int starting = 0;
        int beside = 0;
        for (Container first : Objects.requireNonNullElse(spec.getInitContainers(), List.<Container>of())) {
            int own = count(amounts(first.getResources()), resource);
            starting = Math.max(starting, beside + own);
            beside += "Always".equals(first.getRestartPolicy()) ? own : 0;
        }
        int running = spec.getContainers().stream()
                .mapToInt(container -> count(amounts(container.getResources()), resource))
                .sum();
        return Math.max(starting, beside + running);
    }

    /** Who names a limit alone requests as much. */
    private static Map<String, Quantity> amounts(@Nullable ResourceRequirements resources) {
        Map<String, Quantity> all = new TreeMap<>();
        if (resources != null) {
            all.putAll(Objects.requireNonNullElse(resources.getLimits(), Map.of()));
            all.putAll(Objects.requireNonNullElse(resources.getRequests(), Map.of()));
        }
        return all;
    }

    /** Of amounts by resource, as requests and nodes have them. */
    public static int count(Map<String, Quantity> amounts, String resource) {
        Quantity amount = amounts.get(resource);
        return amount == null ? 0 : amount.getNumericalAmount().intValue();
    }
}

package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one pod asks of a node in the way of GPUs.
 *
 * @param gpus how many {@value #RESOURCE}; 0 for none
 * @param nodeSelector labels that the node must have
 * @param tolerations taints of the node that do not matter
 */
public record GpuRequest(int gpus, Map<String, String> nodeSelector, List<Toleration> tolerations) {
    /** What NVIDIA's device plugin has nodes offer. */
    public static final String RESOURCE = "nvidia.com/gpu";

    public GpuRequest {
        nodeSelector = Map.copyOf(nodeSelector);
        tolerations = List.copyOf(tolerations);
    }

    public static GpuRequest of(PodSpec spec) {
        return new GpuRequest(
                gpus(spec),
                Objects.requireNonNullElse(spec.getNodeSelector(), Map.of()),
                Objects.requireNonNullElse(spec.getTolerations(), List.of()));
    }

    /** As the scheduler counts: what runs together, or more where a container that comes first needs more. */
    private static int gpus(PodSpec spec) {
        int starting = 0;
        int beside = 0;
        for (Container first : Objects.requireNonNullElse(spec.getInitContainers(), List.<Container>of())) {
            int own = gpus(first.getResources());
            starting = Math.max(starting, beside + own);
            beside += "Always".equals(first.getRestartPolicy()) ? own : 0;
        }
        int running = spec.getContainers().stream()
                .mapToInt(container -> gpus(container.getResources()))
                .sum();
        return Math.max(starting, beside + running);
    }

    /** Who names a limit alone requests as much. */
    private static int gpus(ResourceRequirements resources) {
        if (resources == null) {
            return 0;
        }
        Map<String, Quantity> requests = Objects.requireNonNullElse(resources.getRequests(), Map.of());
        Map<String, Quantity> limits = Objects.requireNonNullElse(resources.getLimits(), Map.of());
        return count(requests.containsKey(RESOURCE) ? requests : limits);
    }

    /** Of amounts by resource, as requests and nodes have them. */
    public static int count(Map<String, Quantity> amounts) {
        Quantity amount = amounts.get(RESOURCE);
        return amount == null ? 0 : amount.getNumericalAmount().intValue();
    }
}

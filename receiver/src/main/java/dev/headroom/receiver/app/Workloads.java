package dev.headroom.receiver.app;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.kubernetes.KubernetesTarget;
import dev.headroom.receiver.target.kubernetes.Workload;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which workload of a cluster runs which service; one each, since two counts for one workload would never come to rest. */
final class Workloads {

    private Workloads() {}

    /** Exchanges the policy; its services have their workloads before it is in force, and the others after. */
    static void follow(ScalingTarget target, TargetSpec spec, ScalingPolicy next, Runnable exchange) {
        if (target instanceof KubernetesTarget cluster && spec instanceof TargetSpec.Kubernetes kubernetes) {
            cluster.add(of(next, kubernetes));
            exchange.run();
            cluster.keep(next.services().keySet());
        } else {
            exchange.run();
        }
    }

    /** By service. */
    static Map<String, Workload> of(ScalingPolicy policy, TargetSpec.Kubernetes spec) {
        return policy.services().keySet().stream().collect(toMap(service -> service, spec::workload));
    }

    /**
     * Names every workload of two services.
     *
     * @param file of the policy
     */
    static List<String> shared(ScalingPolicy policy, Path file, TargetSpec.Kubernetes spec) {
        Map<String, Set<String>> users = policy.services().keySet().stream()
                .collect(groupingBy(
                        service -> spec.workload(service).toString(),
                        TreeMap::new,
                        mapping(service -> service, toCollection(TreeSet::new))));
        return users.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry ->
                        "target.workloads: %s is that of %s: give each service a workload of its own, or leave one of them out of %s"
                                .formatted(entry.getKey(), String.join(" and ", entry.getValue()), file))
                .toList();
    }
}

package dev.headroom.receiver.app;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.target.kubernetes.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which workload of a cluster runs which service; one each, since two counts for one workload would never come to rest. */
final class Workloads {

    private Workloads() {}

    /**
     * By service.
     *
     * @param file of the policy
     * @throws StartException naming every workload of two services, and every one of a service that the policy lacks
     */
    static Map<String, Workload> of(ScalingPolicy policy, Path file, TargetSpec.Kubernetes spec) {
        Set<String> services = new TreeSet<>(policy.services().keySet());
        List<String> mistakes = new ArrayList<>();
        Set<String> strangers = new TreeSet<>(spec.workloads().keySet());
        strangers.removeAll(services);
        if (!strangers.isEmpty()) {
            mistakes.add("target.workloads: %s: no such service in %s; it has %s"
                    .formatted(String.join(", ", strangers), file, String.join(", ", services)));
        }
        Map<Workload, Set<String>> users = services.stream()
                .collect(groupingBy(
                        spec::workload, LinkedHashMap::new, mapping(service -> service, toCollection(TreeSet::new))));
        users.forEach((workload, all) -> {
            if (all.size() > 1) {
                mistakes.add(
                        "target.workloads: %s is that of %s: give each service a workload of its own, or leave one of them out of %s"
                                .formatted(workload, String.join(" and ", all), file));
            }
        });
        if (!mistakes.isEmpty()) {
            throw new StartException(String.join("; ", mistakes));
        }
        return services.stream().collect(toMap(service -> service, spec::workload));
    }
}

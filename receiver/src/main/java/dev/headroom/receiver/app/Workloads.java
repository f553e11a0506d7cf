package dev.headroom.receiver.app;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.http.HttpHooks;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.kubernetes.KubernetesTarget;
import dev.headroom.receiver.target.kubernetes.Workload;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

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

    /** Names every service that wants replicas to be asked first where nobody can tell which of them stop. */
    static List<String> unforetold(ScalingPolicy policy, HeadroomConfig config, TargetSpec.Kubernetes spec) {
        return policy.services().values().stream()
                .filter(service -> !spec.workload(service.name()).kind().isWellKnown())
                .flatMap(service -> needs(service, config)
                        .map(need ->
                                "target.workloads.%s: nobody can tell which pods %s stops, so %s cannot be kept: take it out, or run %s as a Deployment or a StatefulSet"
                                        .formatted(
                                                service.name(), spec.workload(service.name()), need, service.name())))
                .toList();
    }

    private static Stream<String> needs(ServicePolicy service, HeadroomConfig config) {
        HttpHooks.Service told = config.hooks().get(service.name());
        Stream<String> hooks = Stream.of(Hook.DRAIN, Hook.ACTIVE_TASKS)
                .filter(hook -> told != null && told.hooks().containsKey(hook))
                .map(hook -> "hooks.%s.%s".formatted(service.name(), hook.word()));
        return service.scaleDown().checkpointSync()
                ? Stream.concat(Stream.of("checkpoint_sync: required of " + config.policy()), hooks)
                : hooks;
    }
}

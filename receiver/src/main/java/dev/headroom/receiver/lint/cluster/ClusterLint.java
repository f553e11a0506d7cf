package dev.headroom.receiver.lint.cluster;

import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.prometheus.Prometheus;
import dev.headroom.clients.prometheus.Sample;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.http.HttpHooks;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.kubernetes.Right;
import dev.headroom.receiver.lint.cluster.Lack.Topic;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.kubernetes.Inspection;
import dev.headroom.receiver.target.kubernetes.Inspection.Found;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** One look at an installation on a cluster, as the configuration and the policy want it. */
public final class ClusterLint {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HeadroomConfig config;
    private final TargetSpec.Kubernetes target;
    private final ScalingPolicy policy;
    private final Cluster cluster;
    private final Inspection inspection;

    /** @param target of the configuration */
    public ClusterLint(
            HeadroomConfig config,
            TargetSpec.Kubernetes target,
            ScalingPolicy policy,
            Cluster cluster,
            LongSupplier nanos) {
        this.config = config;
        this.target = target;
        this.policy = policy;
        this.cluster = cluster;
        this.inspection = new Inspection(cluster, target.onHpa(), nanos);
    }

    /**
     * Asks for everything, once.
     *
     * @param standing rights that the receiver needs beside those of its workloads
     */
    public List<Lack> lacks(List<Right> standing) {
        List<Lack> lacks = new ArrayList<>(rights(standing));
        Map<WorkloadChecks, Found> found = new LinkedHashMap<>();
        for (ServicePolicy service : policy.services().values()) {
            WorkloadChecks checks = checks(service);
            try {
                found.put(checks, inspection.look(checks.workload()));
            } catch (TargetException e) {
                lacks.add(unseen(checks, String.valueOf(e.getMessage())));
            }
        }
        found.forEach((checks, seen) -> checks.of(seen).forEach(lacks::add));
        lacks.addAll(labels(found));
        new Arrival(config, config.watchdog()).lacks().forEach(lacks::add);
        Routes.lacks(config).forEach(lacks::add);
        return lacks;
    }

    private WorkloadChecks checks(ServicePolicy service) {
        HttpHooks.Service hooks = config.hooks().get(service.name());
        Set<Hook> known = hooks == null ? Set.of() : hooks.hooks().keySet();
        return new WorkloadChecks(service, target.workload(service.name()), known, target.onHpa());
    }

    private static Lack unseen(WorkloadChecks checks, String why) {
        String service = checks.service().name();
        return Lack.error(
                Topic.WORKLOAD,
                service,
                why,
                why.startsWith("there is no " + checks.workload())
                        ? "deploy it, or name what runs the service: target.workloads.%s: {kind: StatefulSet, name: NAME, namespace: NAMESPACE}"
                                .formatted(service)
                        : "");
    }

    private List<Lack> rights(List<Right> standing) {
        List<Right> wanted = new ArrayList<>(inspection.rights(
                policy.services().keySet().stream().map(target::workload).toList()));
        wanted.addAll(standing);
        try {
            List<Right> missing = Right.missing(cluster, wanted);
            return missing.isEmpty()
                    ? List.of()
                    : List.of(Lack.error(Topic.RIGHTS, "", Right.lacking(missing, wanted), ""));
        } catch (ClusterException e) {
            return List.of(Lack.error(Topic.RIGHTS, "", String.valueOf(e.getMessage()), ""));
        }
    }

    /** By what Prometheus has, and only where that cannot be asked by what the pods are labelled with. */
    private List<Lack> labels(Map<WorkloadChecks, Found> found) {
        Endpoint prometheus = config.prometheus();
        if (prometheus == null) {
            return found.entrySet().stream()
                    .flatMap(each -> each.getKey().labels(each.getValue()))
                    .toList();
        }
        try {
            Set<String> measured = services(prometheus, "container_cpu_usage_seconds_total");
            Set<String> scraped = services(prometheus, "up");
            List<Lack> lacks = new ArrayList<>();
            for (WorkloadChecks checks : found.keySet()) {
                String service = checks.service().name();
                if (!measured.contains(service)) {
                    lacks.add(checks.unmeasured("container_cpu_usage_seconds_total", checks.relabelling()));
                }
                if (!scraped.contains(service)) {
                    lacks.add(checks.unmeasured("target", checks.scraping()));
                }
            }
            return lacks;
        } catch (IOException e) {
            return List.of(Lack.error(Topic.LABELS, "", "Prometheus cannot be asked: " + e.getMessage(), ""));
        }
    }

    /** Which services there are series of. */
    private static Set<String> services(Endpoint prometheus, String metric) throws IOException {
        return new Prometheus(prometheus)
                .query("count by (service) (" + metric + "{service!=\"\"})", LIMIT).stream()
                        .map((Sample sample) -> sample.label("service"))
                        .collect(Collectors.toSet());
    }
}

package dev.headroom.receiver.render;

import static java.util.stream.Collectors.joining;

import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.ServicePolicy.Pace;
import dev.headroom.receiver.policy.ServicePolicy.Targets;
import dev.headroom.receiver.target.kubernetes.OnHpa;
import dev.headroom.receiver.target.kubernetes.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * HorizontalPodAutoscalers that scale as the policy's sizes say (spec 1.1 to 1.3, 6.2), as YAML with the matching
 * {@code kubectl autoscale} lines as comments.
 */
public final class Hpa {
    private final TargetSpec.Kubernetes target;
    private final boolean namespaced;

    /** @param target where it is a cluster, its names are used; else those of the policy, without a namespace */
    public Hpa(TargetSpec target) {
        this.namespaced = target instanceof TargetSpec.Kubernetes;
        this.target = target instanceof TargetSpec.Kubernetes kubernetes
                ? kubernetes
                : new TargetSpec.Kubernetes("", OnHpa.FLOOR, Map.of());
    }

    /** The manifests, as one YAML text of several documents. */
    public String of(Collection<ServicePolicy> services) {
        return services.stream().map(this::of).collect(joining("---\n"));
    }

    private String of(ServicePolicy service) {
        Workload workload = target.workload(service.name());
        return service.targets().isEmpty()
                ? "# %s: no target_cpu_utilization, target_memory_utilization or hpa.metrics in the policy, so no autoscaler\n"
                        .formatted(service.name())
                : comments(service, workload) + yaml(manifest(service, workload));
    }

    private String comments(ServicePolicy service, Workload workload) {
        Targets targets = service.targets();
        String where = namespaced ? " --namespace=" + workload.namespace() : "";
        String line = "# kubectl autoscale %s %s%s --min=%d --max=%d"
                .formatted(
                        workload.kind().word().toLowerCase(Locale.ROOT),
                        workload.name(),
                        where,
                        service.replicas().min(),
                        service.replicas().max());
        String cpu = targets.cpu() > 0 ? " --cpu-percent=" + percent(targets.cpu()) : "";
        boolean more = targets.memory() > 0 || !targets.podMetrics().isEmpty() || targets.up() != null;
        return line + cpu + "\n" + (more ? "# (what follows says more than kubectl autoscale can)\n" : "");
    }

    private Map<String, Object> manifest(ServicePolicy service, Workload workload) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", workload.name());
        if (namespaced) {
            metadata.put("namespace", workload.namespace());
        }
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("apiVersion", "autoscaling/v2");
        manifest.put("kind", "HorizontalPodAutoscaler");
        manifest.put("metadata", metadata);
        manifest.put("spec", spec(service, workload));
        return manifest;
    }

    private static Map<String, Object> spec(ServicePolicy service, Workload workload) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put(
                "scaleTargetRef",
                ordered(
                        "apiVersion", "apps/v1",
                        "kind", workload.kind().word(),
                        "name", workload.name()));
        spec.put("minReplicas", service.replicas().min());
        spec.put("maxReplicas", service.replicas().max());
        spec.put("metrics", metrics(service.targets()));
        Map<String, Object> behavior = new LinkedHashMap<>();
        putPace(behavior, "scaleUp", service.targets().up());
        putPace(behavior, "scaleDown", service.targets().down());
        if (!behavior.isEmpty()) {
            spec.put("behavior", behavior);
        }
        return spec;
    }

    private static List<Object> metrics(Targets targets) {
        List<Object> metrics = new ArrayList<>();
        addResource(metrics, "cpu", targets.cpu());
        addResource(metrics, "memory", targets.memory());
        targets.podMetrics()
                .forEach((name, average) -> metrics.add(ordered(
                        "type",
                        "Pods",
                        "pods",
                        ordered(
                                "metric",
                                ordered("name", name),
                                "target",
                                ordered("type", "AverageValue", "averageValue", String.valueOf(average))))));
        return metrics;
    }

    private static void addResource(List<Object> metrics, String name, double utilization) {
        if (utilization > 0) {
            Map<String, Object> target = ordered("type", "Utilization", "averageUtilization", percent(utilization));
            metrics.add(ordered("type", "Resource", "resource", ordered("name", name, "target", target)));
        }
    }

    private static void putPace(Map<String, Object> behavior, String direction, @Nullable Pace pace) {
        if (pace != null) {
            Map<String, Object> policy = ordered("type", "Pods", "value", pace.pods(), "periodSeconds", (int)
                    pace.every().toSeconds());
            behavior.put(
                    direction,
                    ordered(
                            "stabilizationWindowSeconds",
                            (int) pace.stabilization().toSeconds(),
                            "policies",
                            List.of(policy)));
        }
    }

    private static int percent(double ratio) {
        return (int) Math.round(ratio * 100);
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static String yaml(Map<String, Object> manifest) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new Yaml(options).dump(manifest);
    }
}

package dev.headroom.receiver.backtest.candidate.keda;

import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Behavior;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Kind;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import dev.headroom.receiver.backtest.candidate.hpa.Manifest;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec.Fallback;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec.Trigger;
import dev.headroom.receiver.lint.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a manifest of a ScaledObject, keda.sh/v1alpha1. What it may hold and is not modelled is refused. */
public final class KedaFile {

    private static final List<String> SPEC = List.of(
            "scaleTargetRef",
            "pollingInterval",
            "cooldownPeriod",
            "initialCooldownPeriod",
            "idleReplicaCount",
            "minReplicaCount",
            "maxReplicaCount",
            "fallback",
            "advanced",
            "triggers");
    private static final Map<String, Kind> KINDS =
            Map.of("", Kind.SHARED_QUEUE, "AverageValue", Kind.SHARED_QUEUE, "Value", Kind.WHOLE_QUEUE);

    private final Manifest manifest;

    private KedaFile(Manifest manifest) {
        this.manifest = manifest;
    }

    /**
     * What a manifest says.
     *
     * @throws dev.headroom.settings.ConfigException with every problem of the file
     */
    public static KedaSpec read(Path file) {
        return Manifest.read(file, manifest -> new KedaFile(manifest).spec());
    }

    private KedaSpec spec() {
        manifest.expect("apiVersion", "keda.sh/v1alpha1");
        manifest.expect("kind", "ScaledObject");
        Yaml spec = manifest.root().get("spec").orElse(manifest.root());
        if (!manifest.isFine()) {
            return spec(spec, List.of());
        }
        manifest.only(spec, SPEC);
        List<Trigger> triggers = new ArrayList<>();
        spec.each("triggers")
                .forEach(trigger -> trigger(trigger, triggers.size()).ifPresent(triggers::add));
        if (triggers.isEmpty() && manifest.isFine()) {
            manifest.problem(spec, "spec.triggers", "must name a trigger", "none", "add one of type prometheus");
        }
        return spec(spec, triggers);
    }

    private KedaSpec spec(Yaml spec, List<Trigger> triggers) {
        int min = manifest.whole(spec, "minReplicaCount", 0);
        int max = manifest.whole(spec, "maxReplicaCount", 100);
        if (max < Math.max(1, min)) {
            manifest.problem(
                    spec, "spec.maxReplicaCount", "must be at least minReplicaCount", String.valueOf(max), "raise it");
        }
        return new KedaSpec(
                polling(spec),
                manifest.whole(spec, "cooldownPeriod", 300),
                manifest.whole(spec, "initialCooldownPeriod", 0),
                min == 0 || idle(spec),
                spec.get("fallback").map(this::fallback),
                triggers,
                hpa(spec, Math.max(1, min), max, triggers));
    }

    private int polling(Yaml spec) {
        int polling = manifest.whole(spec, "pollingInterval", 30);
        if (polling < 1) {
            manifest.problem(spec, "spec.pollingInterval", "must be 1 or more", String.valueOf(polling), "raise it");
        }
        return Math.max(1, polling);
    }

    /** KEDA itself understands no other number. */
    private boolean idle(Yaml spec) {
        spec.get("idleReplicaCount")
                .filter(count -> !count.text().equals("0"))
                .ifPresent(count -> manifest.problem(
                        count,
                        "spec.idleReplicaCount",
                        "must be 0",
                        "\"" + count.text() + "\"",
                        "write 0, or remove it"));
        return spec.get("idleReplicaCount").isPresent();
    }

    private Fallback fallback(Yaml fallback) {
        manifest.only(fallback, List.of("failureThreshold", "replicas"));
        for (String key : List.of("failureThreshold", "replicas")) {
            if (fallback.get(key).isEmpty()) {
                manifest.problem(fallback, "spec.fallback." + key, "is required", "nothing", "add " + key + ": 3");
            }
        }
        return new Fallback(manifest.whole(fallback, "failureThreshold", 0), manifest.whole(fallback, "replicas", 0));
    }

    private HpaSpec hpa(Yaml spec, int min, int max, List<Trigger> triggers) {
        spec.get("advanced")
                .ifPresent(advanced -> manifest.only(
                        advanced, List.of("restoreToOriginalReplicaCount", "horizontalPodAutoscalerConfig")));
        Optional<Yaml> behavior = spec.get("advanced", "horizontalPodAutoscalerConfig", "behavior");
        return new HpaSpec(
                min,
                max,
                triggers.stream().map(Trigger::metric).toList(),
                manifest.behavior(behavior.flatMap(yaml -> yaml.get("scaleUp")), Behavior.UP),
                manifest.behavior(behavior.flatMap(yaml -> yaml.get("scaleDown")), Behavior.DOWN));
    }

    private Optional<Trigger> trigger(Yaml trigger, int number) {
        manifest.only(
                trigger, List.of("type", "name", "metadata", "metricType", "useCachedMetrics", "authenticationRef"));
        Optional<Yaml> metadata = trigger.get("metadata");
        String type = trigger.text("type");
        String name = trigger.get("name").map(Yaml::text).orElse("s" + number + "-" + type);
        return switch (type) {
            case "prometheus" -> metadata.flatMap(values -> prometheus(trigger, values, name));
            case "cpu", "memory" -> metadata.flatMap(values -> resource(trigger, values, name));
            default -> {
                manifest.problem(
                        trigger,
                        "spec.triggers.type",
                        "must be prometheus, cpu or memory",
                        "\"" + type + "\"",
                        "write it as one of type prometheus with the same threshold");
                yield Optional.empty();
            }
        };
    }

    private Optional<Trigger> prometheus(Yaml trigger, Yaml metadata, String name) {
        String type = trigger.text("metricType");
        if (!KINDS.containsKey(type)) {
            manifest.problem(
                    trigger,
                    "spec.triggers.metricType",
                    "must be AverageValue or Value",
                    "\"" + type + "\"",
                    "correct it");
        }
        String query = metadata.text("query");
        if (query.isBlank()) {
            manifest.problem(metadata, "spec.triggers.metadata.query", "is required", "nothing", "add the query");
        }
        return positive(metadata, "threshold")
                .map(threshold -> new Trigger(
                        name,
                        new Metric(KINDS.getOrDefault(type, Kind.SHARED_QUEUE), threshold),
                        query,
                        metadata.get("activationThreshold")
                                .map(manifest::number)
                                .orElse(0.0),
                        !metadata.text("ignoreNullValues").equals("false"),
                        trigger.text("useCachedMetrics").equals("true")));
    }

    private Optional<Trigger> resource(Yaml trigger, Yaml metadata, String name) {
        if (!trigger.text("metricType").equals("Utilization")) {
            String found = "\"" + trigger.text("metricType") + "\"";
            manifest.problem(trigger, "spec.triggers.metricType", "must be Utilization", found, "correct it");
        }
        return positive(metadata, "value")
                .map(percent -> new Trigger(name, new Metric(Kind.UTILISATION, percent / 100), "", 0, true, false));
    }

    private Optional<Double> positive(Yaml metadata, String key) {
        Optional<Double> number = metadata.get(key).map(manifest::number).filter(value -> value > 0);
        if (number.isEmpty()) {
            manifest.problem(
                    metadata,
                    "spec.triggers.metadata." + key,
                    "must be a number of more than 0",
                    metadata.get(key).map(Yaml::text).orElse("nothing"),
                    "write it like " + key + ": \"30\"");
        }
        return number;
    }
}

package dev.headroom.receiver.backtest.candidate.hpa;

import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Behavior;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Kind;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import dev.headroom.receiver.lint.Yaml;
import dev.headroom.settings.ConfigException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a manifest of a HorizontalPodAutoscaler, autoscaling/v2. */
public final class HpaFile {

    private final Manifest manifest;

    private HpaFile(Manifest manifest) {
        this.manifest = manifest;
    }

    /**
     * What a manifest says.
     *
     * @throws ConfigException with every problem of the file
     */
    public static HpaSpec read(Path file) {
        return Manifest.read(file, manifest -> new HpaFile(manifest).spec());
    }

    private HpaSpec spec() {
        manifest.expect("apiVersion", "autoscaling/v2");
        manifest.expect("kind", "HorizontalPodAutoscaler");
        Optional<Yaml> spec = manifest.root().get("spec");
        int min = spec.flatMap(yaml -> yaml.get("minReplicas"))
                .map(manifest::whole)
                .orElse(1);
        int max = spec.flatMap(yaml -> yaml.get("maxReplicas"))
                .map(manifest::whole)
                .orElse(0);
        if (max < Math.max(1, min)) {
            manifest.problem(
                    manifest.root(),
                    "spec.maxReplicas",
                    "must be at least minReplicas",
                    String.valueOf(max),
                    "raise it");
        }
        return new HpaSpec(min, max, metrics(), behavior("scaleUp", Behavior.UP), behavior("scaleDown", Behavior.DOWN));
    }

    private Behavior behavior(String direction, Behavior usual) {
        return manifest.behavior(manifest.root().get("spec", "behavior", direction), usual);
    }

    private List<Metric> metrics() {
        List<Metric> metrics = manifest.root().get("spec").stream()
                .flatMap(spec -> spec.each("metrics"))
                .flatMap(metric -> metric(metric).stream())
                .toList();
        if (metrics.isEmpty() && manifest.isFine()) {
            manifest.problem(
                    manifest.root(), "spec.metrics", "must name a metric", "none", "add one of type Resource or Pods");
        }
        return metrics;
    }

    /** Utilisation of a resource is that of the slots; every other metric is taken for the length of the queue. */
    private Optional<Metric> metric(Yaml metric) {
        return switch (metric.text("type")) {
            case "Resource" -> utilisation(metric, "resource");
            case "ContainerResource" -> utilisation(metric, "containerResource");
            case "Pods" -> target(metric, "pods", "averageValue", Kind.PODS_QUEUE);
            case "External" -> queue(metric, "external");
            case "Object" -> queue(metric, "object");
            default -> {
                manifest.problem(
                        metric,
                        "spec.metrics.type",
                        "must be Resource, ContainerResource, Pods, External or Object",
                        "\"" + metric.text("type") + "\"",
                        "correct it");
                yield Optional.empty();
            }
        };
    }

    private Optional<Metric> utilisation(Yaml metric, String source) {
        return target(metric, source, "averageUtilization", Kind.UTILISATION)
                .map(percent -> new Metric(percent.kind(), percent.target() / 100));
    }

    private Optional<Metric> queue(Yaml metric, String source) {
        return metric.get(source, "target", "value").isPresent()
                ? target(metric, source, "value", Kind.WHOLE_QUEUE)
                : target(metric, source, "averageValue", Kind.SHARED_QUEUE);
    }

    private Optional<Metric> target(Yaml metric, String source, String key, Kind kind) {
        Optional<Yaml> target = metric.get(source, "target", key);
        Optional<Double> number = target.map(manifest::number).filter(value -> value > 0);
        if (number.isEmpty()) {
            manifest.problem(
                    metric,
                    "spec.metrics",
                    "must have " + source + ".target." + key + " of more than 0",
                    target.map(Yaml::text).orElse("none"),
                    "give it one; other kinds of target are not modelled");
        }
        return number.map(value -> new Metric(kind, value));
    }
}

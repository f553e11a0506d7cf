package dev.headroom.receiver.backtest.candidate.hpa;

import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Behavior;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Kind;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Policy;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Select;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Unit;
import dev.headroom.receiver.lint.Yaml;
import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a manifest of a HorizontalPodAutoscaler, autoscaling/v2. */
public final class HpaFile {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?m?");

    private final Yaml root;
    private final List<Problem> problems = new ArrayList<>();

    private HpaFile(Yaml root) {
        this.root = root;
    }

    /**
     * What a manifest says.
     *
     * @throws ConfigException with every problem of the file
     */
    public static HpaSpec read(Path file) {
        HpaFile manifest = new HpaFile(Yaml.of(file));
        HpaSpec spec = manifest.spec();
        if (!manifest.problems.isEmpty()) {
            throw new ConfigException(manifest.problems);
        }
        return spec;
    }

    private HpaSpec spec() {
        expect("apiVersion", "autoscaling/v2");
        expect("kind", "HorizontalPodAutoscaler");
        Optional<Yaml> spec = root.get("spec");
        int min = spec.flatMap(yaml -> yaml.get("minReplicas")).map(this::whole).orElse(1);
        int max = spec.flatMap(yaml -> yaml.get("maxReplicas")).map(this::whole).orElse(0);
        if (max < Math.max(1, min)) {
            problem(root, "spec.maxReplicas", "must be at least minReplicas", String.valueOf(max), "raise it");
        }
        return new HpaSpec(min, max, metrics(), behavior("scaleUp", Behavior.UP), behavior("scaleDown", Behavior.DOWN));
    }

    private void expect(String key, String value) {
        String found = root.text(key);
        if (!found.equals(value)) {
            problem(root, key, "must be " + value, "\"" + found + "\"", "name a manifest of that kind");
        }
    }

    private List<Metric> metrics() {
        List<Metric> metrics = root.get("spec").stream()
                .flatMap(spec -> spec.each("metrics"))
                .flatMap(metric -> metric(metric).stream())
                .toList();
        if (metrics.isEmpty() && problems.isEmpty()) {
            problem(root, "spec.metrics", "must name a metric", "none", "add one of type Resource or Pods");
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
                problem(
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
        Optional<Double> number = target.map(this::number).filter(value -> value > 0);
        if (number.isEmpty()) {
            problem(
                    metric,
                    "spec.metrics",
                    "must have " + source + ".target." + key + " of more than 0",
                    target.map(Yaml::text).orElse("none"),
                    "give it one; other kinds of target are not modelled");
        }
        return number.map(value -> new Metric(kind, value));
    }

    private Behavior behavior(String direction, Behavior usual) {
        Optional<Yaml> given = root.get("spec", "behavior", direction);
        if (given.isEmpty()) {
            return usual;
        }
        Yaml yaml = given.get();
        List<Policy> policies = yaml.each("policies").map(this::policy).toList();
        return new Behavior(
                yaml.get("stabilizationWindowSeconds").map(this::whole).orElse(usual.stabilization()),
                policies.isEmpty() ? usual.policies() : policies,
                select(yaml));
    }

    private Select select(Yaml behavior) {
        String word = behavior.text("selectPolicy");
        return switch (word) {
            case "", "Max" -> Select.MAX;
            case "Min" -> Select.MIN;
            case "Disabled" -> Select.DISABLED;
            default -> {
                problem(behavior, "selectPolicy", "must be Max, Min or Disabled", "\"" + word + "\"", "correct it");
                yield Select.MAX;
            }
        };
    }

    private Policy policy(Yaml policy) {
        boolean pods = policy.text("type").equals("Pods");
        if (!pods && !policy.text("type").equals("Percent")) {
            problem(policy, "type", "must be Pods or Percent", "\"" + policy.text("type") + "\"", "correct it");
        }
        return new Policy(
                pods ? Unit.PODS : Unit.PERCENT,
                policy.get("value").map(this::whole).orElse(0),
                policy.get("periodSeconds").map(this::whole).orElse(1));
    }

    private int whole(Yaml yaml) {
        return (int) number(yaml);
    }

    /** A quantity as Kubernetes writes it: 30, 1.5, 500m. */
    private double number(Yaml yaml) {
        String text = yaml.text();
        if (!NUMBER.matcher(text).matches()) {
            problem(yaml, "", "must be a number", "\"" + text + "\"", "write it like 30 or 500m");
            return 0;
        }
        return text.endsWith("m")
                ? Double.parseDouble(text.substring(0, text.length() - 1)) / 1000
                : Double.parseDouble(text);
    }

    private void problem(Yaml yaml, String key, String rule, String found, String remedy) {
        problems.add(new Problem(yaml.file(), yaml.place().line(), yaml.place().column(), key, rule, found, remedy));
    }
}

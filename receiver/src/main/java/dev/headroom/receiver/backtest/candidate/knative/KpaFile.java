package dev.headroom.receiver.backtest.candidate.knative;

import dev.headroom.receiver.backtest.candidate.hpa.Manifest;
import dev.headroom.receiver.lint.Yaml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a Service of Knative, serving.knative.dev/v1, says of its scaling; what it does not say is Knative's default. */
public final class KpaFile {

    private static final String PREFIX = "autoscaling.knative.dev/";
    private static final int USUAL_CONCURRENCY = 100;
    private static final List<String> KNOWN = List.of(
            "class",
            "metric",
            "target",
            "target-utilization-percentage",
            "min-scale",
            "max-scale",
            "initial-scale",
            "activation-scale",
            "window",
            "panic-window-percentage",
            "panic-threshold-percentage",
            "scale-down-delay");

    private final Manifest manifest;
    private final Map<String, Yaml> annotations = new LinkedHashMap<>();

    private KpaFile(Manifest manifest) {
        this.manifest = manifest;
    }

    /**
     * What a manifest says.
     *
     * @throws dev.headroom.settings.ConfigException with every problem of the file
     */
    public static KpaSpec read(Path file) {
        return Manifest.read(file, manifest -> new KpaFile(manifest).spec());
    }

    private KpaSpec spec() {
        manifest.expect("apiVersion", "serving.knative.dev/v1");
        manifest.expect("kind", "Service");
        manifest.root()
                .get("spec", "template", "metadata", "annotations")
                .ifPresent(found -> found.entries().forEach(this::annotation));
        must("class", "kpa.autoscaling.knative.dev");
        must("metric", "concurrency");
        int window = seconds("window", 60);
        return new KpaSpec(
                (int) number("min-scale", 0, 0, 1e6),
                (int) number("max-scale", 0, 0, 1e6),
                target(),
                window,
                (int) Math.max(1, Math.round(window * number("panic-window-percentage", 10, 1, 100) / 100)),
                number("panic-threshold-percentage", 200, 110, 1000) / 100,
                1000,
                2,
                seconds("scale-down-delay", 0),
                (int) number("activation-scale", 1, 1, 1e6));
    }

    private void annotation(String key, Yaml value) {
        if (!key.startsWith(PREFIX)) {
            return;
        }
        String name = key.substring(PREFIX.length());
        annotations.put(name, value);
        if (!KNOWN.contains(name)) {
            String remedy = "remove it; the annotations here are " + String.join(", ", KNOWN);
            manifest.problem(value, key, "must be one that is modelled", "\"" + name + "\"", remedy);
        }
    }

    private void must(String name, String only) {
        Yaml given = annotations.get(name);
        if (given != null && !given.text().equals(only)) {
            manifest.problem(
                    given, PREFIX + name, "must be " + only, "\"" + given.text() + "\"", "nothing else is modelled");
        }
    }

    /** The smaller one of what a pod can and what it should work on, of which a share is aimed at. */
    private double target() {
        double limit = manifest.root()
                .get("spec", "template", "spec", "containerConcurrency")
                .map(manifest::number)
                .orElse(0.0);
        double total = number("target", limit > 0 ? limit : USUAL_CONCURRENCY, 0.01, 1e6);
        double share = number("target-utilization-percentage", KpaSpec.TARGET_UTILISATION * 100, 1, 100) / 100;
        return (limit > 0 ? Math.min(total, limit) : total) * share;
    }

    private double number(String name, double otherwise, double least, double most) {
        Yaml given = annotations.get(name);
        double number = given == null ? otherwise : manifest.number(given);
        if (given != null && (number < least || number > most)) {
            String rule = "must be " + least + " to " + most;
            manifest.problem(given, PREFIX + name, rule, "\"" + given.text() + "\"", "write a number between them");
        }
        return number;
    }

    private int seconds(String name, int otherwise) {
        Optional<Yaml> given = Optional.ofNullable(annotations.get(name));
        Optional<Duration> duration = given.flatMap(Yaml::duration);
        if (given.isPresent() && duration.isEmpty()) {
            String found = "\"" + given.get().text() + "\"";
            manifest.problem(given.get(), PREFIX + name, "must be a duration", found, "write it like 60s");
        }
        return duration.map(length -> (int) length.toSeconds()).orElse(otherwise);
    }
}

package dev.headroom.receiver.lint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that is checked together, as read from one folder.
 *
 * @param metrics names of the metrics that docs/metrics.md says are exported; empty where there is no such file
 * @param scrapeInterval of Prometheus's configuration in the folder, or 15 s where there is none
 * @param broken what could not be read, and why
 */
public record Tree(
        Path root,
        Rules rules,
        Optional<PolicySource> policy,
        Optional<Routing> routing,
        Settings settings,
        List<Dashboard> dashboards,
        Optional<MetricNames> metrics,
        Duration scrapeInterval,
        List<Finding> broken) {

    private static final Duration USUAL_SCRAPE = Duration.ofSeconds(15);

    /** Alerts and recording rules, in the order of files and of lines. */
    record Rules(List<Alert> alerts, List<Signal> signals) {

        /** The recording rules of this name. */
        List<Signal> named(String name) {
            return signals.stream().filter(signal -> signal.name().equals(name)).toList();
        }

        /** The alerts of this name. */
        List<Alert> alert(String name) {
            return alerts.stream().filter(alert -> alert.name().equals(name)).toList();
        }

        /** Alerts that scale, by the trigger that they belong to. */
        Map<TriggerKey, List<Alert>> byTrigger() {
            Map<TriggerKey, List<Alert>> found = new LinkedHashMap<>();
            alerts.stream()
                    .filter(alert -> alert.trigger().isPresent())
                    .forEach(alert -> found.computeIfAbsent(alert.trigger().get(), key -> new ArrayList<>())
                            .add(alert));
            return found;
        }
    }

    /** A trigger of the policy. */
    record TriggerKey(String service, String trigger) {}

    /** Whether a folder holds something to check. */
    public static boolean isTree(Path folder) {
        return Files.isDirectory(folder.resolve("alert-rules"));
    }

    /** Reads the folder; what cannot be read is told in {@link #broken}. */
    public static Tree read(Path root) {
        TreeReader reader = new TreeReader(root);
        Duration scrape = Stream.of("prometheus.yml", "compose/prometheus.yml", "prometheus/prometheus.yml")
                .map(root::resolve)
                .filter(Files::exists)
                .findFirst()
                .flatMap(reader::yaml)
                .flatMap(yaml -> yaml.get("global", "scrape_interval"))
                .flatMap(Yaml::duration)
                .orElse(USUAL_SCRAPE);
        return new Tree(
                root,
                reader.rules(),
                reader.policy(),
                reader.routing(),
                reader.settings(),
                reader.dashboards(),
                reader.metrics(),
                scrape,
                reader.broken());
    }
}

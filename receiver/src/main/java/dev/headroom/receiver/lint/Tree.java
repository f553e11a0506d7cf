package dev.headroom.receiver.lint;

import java.io.IOException;
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
 * @param dashboards none of a variant: they draw the thresholds of the rules that it varies
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
    private static final String RULES = "alert-rules";
    private static final String POLICY = "scaling-policy.yml";

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
        return Files.isDirectory(folder.resolve(RULES));
    }

    /**
     * Whether a folder is a variant: inside alert-rules/, with a policy of its own. Its files stand in place of those of
     * the same name there, and all others hold as they are.
     */
    public static boolean isVariant(Path folder) {
        Path parent = folder.toAbsolutePath().normalize().getParent();
        return parent != null && parent.endsWith(RULES) && Files.exists(folder.resolve(POLICY));
    }

    /** The variants of the tree in {@code root}, by name. */
    public static List<Path> variants(Path root) {
        try (Stream<Path> folders = Files.list(root.resolve(RULES))) {
            return folders.filter(Tree::isVariant).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Reads the folder, a tree or a variant in one; what cannot be read is told in {@link #broken}. */
    public static Tree read(Path folder) {
        return isVariant(folder)
                ? read(rootOf(folder), List.of(rootOf(folder).resolve(RULES), folder))
                : read(folder, List.of(folder.resolve(RULES)));
    }

    private static Path rootOf(Path variant) {
        return variant.resolve("../..").normalize();
    }

    private static Tree read(Path root, List<Path> rules) {
        TreeReader reader = new TreeReader(root, rules);
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
                rules.size() == 1 ? reader.dashboards() : List.of(),
                reader.metrics(),
                scrape,
                reader.broken());
    }
}

package dev.headroom.receiver.lint;

import dev.headroom.receiver.lint.TreeReader.Known;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that is checked together, as read from one folder.
 *
 * @param folder the root, or that of a variant
 * @param ruleFiles those with rules, whose root holds the groups
 * @param unread what looks as if it should be read, and is not
 * @param dashboards none of a variant: they draw the thresholds of the rules that it varies
 * @param metrics names of the metrics that docs/metrics.md says are exported; empty where there is no such file
 * @param scrapeInterval of Prometheus's configuration in the folder, or 15 s where there is none
 * @param silences those of headroom-lint.yml
 * @param broken what could not be read, and why
 */
public record Tree(
        Path folder,
        Path root,
        List<Yaml> ruleFiles,
        Rules rules,
        Optional<PolicySource> policy,
        Optional<Routing> routing,
        Settings settings,
        List<Dashboard> dashboards,
        Optional<MetricNames> metrics,
        Duration scrapeInterval,
        List<Finding> unread,
        List<Silence> silences,
        List<Finding> broken) {

    private static final Duration USUAL_SCRAPE = Duration.ofSeconds(15);
    private static final String RULES = "alert-rules";
    private static final String POLICY = "scaling-policy.yml";

    /** Alerts and recording rules, in the order of files and of lines. */
    record Rules(
            List<Alert> alerts,
            List<Signal> signals,
            Map<String, List<Alert>> alertsByName,
            Map<String, List<Signal>> signalsByName) {

        static Rules of(List<Alert> alerts, List<Signal> signals) {
            return new Rules(
                    alerts,
                    signals,
                    alerts.stream().collect(Collectors.groupingBy(Alert::name)),
                    signals.stream().collect(Collectors.groupingBy(Signal::name)));
        }

        /** The recording rules of this name. */
        List<Signal> named(String name) {
            return signalsByName.getOrDefault(name, List.of());
        }

        /** The alerts of this name. */
        List<Alert> alert(String name) {
            return alertsByName.getOrDefault(name, List.of());
        }

        /** Names of all that alerts which scale or gate read, through recording rules, too. */
        Set<String> scaling() {
            Set<String> found = new HashSet<>();
            Set<String> next = alerts.stream()
                    .filter(Alert::scalesOrGates)
                    .flatMap(alert -> alert.expression().metrics().stream())
                    .collect(Collectors.toSet());
            while (found.addAll(next)) {
                next = next.stream()
                        .flatMap(name -> named(name).stream())
                        .flatMap(signal -> signal.expression().metrics().stream())
                        .collect(Collectors.toSet());
            }
            return found;
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

    /** Whether a file belongs to what was asked for alone: of a variant, its own files. */
    boolean owns(Place place) {
        return folder.equals(root) || place.file().startsWith(folder + File.separator);
    }

    Stream<Yaml> ownRuleFiles() {
        return ruleFiles.stream().filter(file -> owns(file.place()));
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
        return read(folder, !isVariant(folder), Known.nothing());
    }

    /** A tree and its variants. */
    public static List<Tree> all(Path root) {
        Known known = Known.nothing();
        return Stream.concat(Stream.of(root), variants(root).stream())
                .map(folder -> read(folder, folder.equals(root), known))
                .toList();
    }

    /** The same without dashboards, for whoever asks for what scales alone: they are long. */
    public static Tree withoutDashboards(Path folder) {
        return read(folder, false, Known.nothing());
    }

    private static Tree read(Path folder, boolean dashboards, Known known) {
        Path root = isVariant(folder) ? rootOf(folder) : folder;
        List<Path> rules = root.equals(folder) ? List.of(root.resolve(RULES)) : List.of(root.resolve(RULES), folder);
        return read(folder, new TreeReader(root, rules, known), dashboards);
    }

    private static Path rootOf(Path variant) {
        return variant.resolve("../..").normalize();
    }

    private static Tree read(Path folder, TreeReader reader, boolean dashboards) {
        Path root = reader.root();
        Duration scrape = Stream.of("prometheus.yml", "compose/prometheus.yml", "prometheus/prometheus.yml")
                .map(root::resolve)
                .filter(Files::exists)
                .findFirst()
                .flatMap(reader::yaml)
                .flatMap(yaml -> yaml.get("global", "scrape_interval"))
                .flatMap(Yaml::duration)
                .orElse(USUAL_SCRAPE);
        List<Yaml> ruleFiles = reader.ruleFiles();
        return new Tree(
                folder,
                root,
                ruleFiles,
                reader.rules(ruleFiles),
                reader.policy(),
                reader.routing(),
                reader.settings(),
                dashboards ? reader.dashboards() : List.of(),
                reader.metrics(),
                scrape,
                dashboards ? reader.unread() : List.of(),
                reader.silences(),
                reader.broken());
    }
}

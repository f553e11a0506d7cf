package dev.headroom.receiver.init;

import dev.headroom.receiver.lint.Yaml;
import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules, the policy and the adapters that Headroom comes with: the pattern of what is written. */
public final class Shipped {
    private static final String SWITCH = "service:signal_expected:switch";

    private final Path rules;
    private final List<Adapter> adapters;
    private final List<Recording> signals;
    private final Map<String, List<String>> expected;

    private Shipped(Path rules) {
        this.rules = rules;
        this.adapters = Stream.concat(
                        files(rules.resolve("adapters"), Adapter.RULES),
                        files(rules.resolve("adapters"), Adapter.RELABELLING))
                .map(Adapter::of)
                .sorted(Comparator.comparing(Adapter::name))
                .toList();
        this.signals =
                files().stream().flatMap(file -> Recording.in(file).stream()).toList();
        this.expected = switches(files());
    }

    /**
     * Those in a folder.
     *
     * @throws InitException where it holds none
     */
    public static Shipped in(Path home) {
        Path rules = home.resolve("alert-rules");
        if (!Files.isDirectory(rules.resolve("adapters"))) {
            throw new InitException("there are no rules in " + rules
                    + "; call headroom of its own folder, or of the archive of a release, which has them");
        }
        return new Shipped(rules);
    }

    /** The files of the shipped rules, without adapters and variants. */
    List<Path> files() {
        return files(rules, Adapter.RULES).toList();
    }

    /** The dashboards; none where Headroom came without. */
    List<Path> dashboards() {
        Path folder = rules.resolveSibling("grafana-dashboards").resolve("dashboards");
        return Files.isDirectory(folder) ? files(folder, ".json").toList() : List.of();
    }

    /** The alerts of the demand policy in place of those of the LLM service. */
    Path demand() {
        return rules.resolve("demand").resolve(Role.LLM.pattern() + Adapter.RULES);
    }

    String policy(boolean demand) {
        return text(rules.resolve(demand ? "demand/scaling-policy.yml" : "scaling-policy.yml"));
    }

    String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new InitException(file + " cannot be read: " + e.getMessage());
        }
    }

    List<Adapter> adapters() {
        return adapters;
    }

    /** What the shipped rules record. */
    List<Recording> signals() {
        return signals;
    }

    /** The metrics that the signals are made of, under the product's own names. */
    Set<String> metrics() {
        Set<String> recorded = signals.stream().map(Recording::name).collect(Collectors.toSet());
        return signals.stream()
                .flatMap(Recording::reads)
                .filter(name -> !recorded.contains(name) && !name.startsWith("service:"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The signals that are expected of the shipped service of a role, by the switches and in their order. */
    List<String> expected(Role role) {
        return expected.getOrDefault(role.pattern(), List.of());
    }

    private static Map<String, List<String>> switches(List<Path> files) {
        return files.stream()
                .flatMap(file -> Yaml.of(file).each("groups"))
                .flatMap(group -> group.each("rules"))
                .filter(rule -> rule.text("record").equals(SWITCH))
                .flatMap(rule -> rule.get("labels").stream())
                .collect(Collectors.groupingBy(
                        labels -> labels.text("service"),
                        Collectors.mapping(labels -> labels.text("signal"), Collectors.toList())));
    }

    /** Every name, of series or of its beginning, that something is made of; for a look at what a Prometheus has. */
    Set<String> patterns() {
        Set<String> patterns = metrics();
        adapters.forEach(adapter -> {
            patterns.addAll(adapter.reads());
            adapter.renamings().forEach(renaming -> patterns.add(renaming.from()));
        });
        return patterns;
    }

    /** The labels that series of a name must not have for any adapter to take them. */
    Set<String> lacking(String name) {
        return adapters.stream()
                .flatMap(adapter -> adapter.rules().stream())
                .flatMap(rule -> rule.expr().deep(Selector.class))
                .filter(selector -> selector.name().equals(name))
                .map(Shipped::lackedBy)
                .reduce(Shipped::both)
                .orElse(Set.of());
    }

    private static Set<String> lackedBy(Selector selector) {
        return selector.matchers().stream()
                .filter(matcher ->
                        matcher.operator().equals("=") && matcher.value().isEmpty())
                .map(Expr.LabelMatcher::label)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        one.retainAll(other);
        return one;
    }

    /** The labels by which adapters that read the same series are told apart. */
    Set<String> tellingLabels() {
        return alike().flatMap(one -> one.labels().stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of series that several adapters read. */
    Set<String> doubles() {
        return alike().flatMap(one -> one.reads().stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<Adapter> alike() {
        return adapters.stream().filter(one -> adapters.stream().anyMatch(other -> isDouble(one, other)));
    }

    static boolean isDouble(Adapter one, Adapter other) {
        return !one.name().equals(other.name()) && one.isRules() && one.reads().equals(other.reads());
    }

    private static Stream<Path> files(Path folder, String ending) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
        } catch (IOException e) {
            throw new InitException(folder + " cannot be read: " + e.getMessage());
        }
    }
}

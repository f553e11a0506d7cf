package dev.headroom.receiver.init;

import dev.headroom.receiver.lint.Yaml;
import dev.headroom.receiver.promql.Expr;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What gives a system's series the product's names: a file of rules, or lines for the scrape. Which system it is for is told by
 * the series that it reads.
 *
 * @param renamings of a file of lines for the scrape
 */
record Adapter(String name, Path file, List<Recording> rules, List<Renaming> renamings) {
    static final String RULES = ".rules.yml";
    static final String RELABELLING = ".relabel.yml";
    /** What people say themselves, and what shipped rules record, is no system's. */
    private static final Pattern SAID = Pattern.compile(".*:(setting|info|switch)");

    /** Whatever of the names matches gets another one when it is scraped. */
    record Renaming(String from, String to) {
        Stream<String> of(Collection<String> names) {
            Pattern pattern = Pattern.compile(from);
            return names.stream()
                    .filter(name -> pattern.matcher(name).matches())
                    .map(name -> pattern.matcher(name).replaceFirst(to));
        }
    }

    static Adapter of(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(RULES)
                ? new Adapter(name.replace(RULES, ""), file, Recording.in(file), List.of())
                : new Adapter(name.replace(RELABELLING, ""), file, List.of(), renamings(file));
    }

    private static List<Renaming> renamings(Path file) {
        return Yaml.of(file)
                .each("metric_relabel_configs")
                .filter(line -> line.text("target_label").equals("__name__"))
                .map(line -> new Renaming(line.text("regex"), line.text("replacement")))
                .toList();
    }

    boolean isRules() {
        return renamings.isEmpty();
    }

    /** The names of the system's series, or patterns of them. */
    Set<String> reads() {
        Set<String> recorded = rules.stream().map(Recording::name).collect(Collectors.toSet());
        return rules.stream()
                .flatMap(Recording::reads)
                .filter(name -> !recorded.contains(name) && !name.equals("up"))
                .filter(name -> !SAID.matcher(name).matches())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether it makes anything of these series. */
    boolean fits(Collection<String> names) {
        return !of(names).isEmpty();
    }

    /** Those of the names of which it makes something. */
    Set<String> of(Collection<String> names) {
        Pattern read = Pattern.compile(
                Stream.concat(reads().stream(), renamings.stream().map(Renaming::from))
                        .collect(Collectors.joining("|")));
        return names.stream().filter(read.asMatchPredicate()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The labels that it takes values out of, by which it is told from another one that reads the same series. */
    Set<String> labels() {
        return rules.stream()
                .flatMap(rule -> rule.expr().deep(Expr.Call.class))
                .filter(call -> call.function().startsWith("label_"))
                .flatMap(Adapter::sources)
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Stream<String> sources(Expr.Call call) {
        Stream<String> words = call.parts().stream()
                .filter(Expr.Text.class::isInstance)
                .map(text -> ((Expr.Text) text).value())
                .skip(2);
        return call.function().equals("label_join") ? words : words.limit(1);
    }

    @Override
    public String toString() {
        return name;
    }
}

package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.PromqlException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a Prometheus has.
 *
 * @param names metrics and signals of which it holds samples
 * @param recorded expressions of the recording rules that it evaluates now, by the names that they record, as {@link Expr#text}
 */
record Catalog(Set<String> names, Map<String, Set<String>> recorded) {

    Catalog {
        names = Set.copyOf(names);
        recorded = Map.copyOf(recorded);
    }

    /** From expressions as Prometheus writes them; one that is not understood is like no other. */
    static Catalog of(Set<String> names, Map<String, List<String>> rules) {
        Map<String, Set<String>> recorded = new HashMap<>();
        rules.forEach((name, expressions) -> {
            Set<String> texts = recorded.computeIfAbsent(name, first -> new TreeSet<>());
            expressions.forEach(text -> texts.add(written(text)));
        });
        return new Catalog(names, recorded);
    }

    /** Whether there is anything at all. */
    String anything() {
        String names = names().stream().sorted().map(Catalog::quoted).collect(Collectors.joining("|"));
        return new Expr.Aggregation(
                        "group",
                        Optional.empty(),
                        List.of(new Expr.Selector("", List.of(new Expr.LabelMatcher("__name__", "=~", names, 0)), 0)),
                        0)
                .text();
    }

    /** For a regular expression of Go, which does not know how Java quotes. */
    static String quoted(String text) {
        return text.replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0");
    }

    private static String written(String text) {
        try {
            return Expr.parse(text).text();
        } catch (PromqlException e) {
            return "not understood: " + text;
        }
    }
}

package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Aggregation;
import dev.headroom.receiver.promql.Expr.Binary;
import dev.headroom.receiver.promql.Expr.Call;
import dev.headroom.receiver.promql.Expr.Grouping;
import dev.headroom.receiver.promql.Expr.LabelMatcher;
import dev.headroom.receiver.promql.Expr.Matching;
import dev.headroom.receiver.promql.Expr.Selector;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The labels that the result of an expression can have, the name of the metric aside. Empty stands for any: a metric's
 * labels are not known here.
 *
 * @param known of the recording rules that were followed already; of one that is being followed, as it may read itself, nothing
 */
record KeptLabels(Tree.Rules rules, Map<String, Optional<Set<String>>> known) {
    private static final Set<String> CHOOSING = Set.of("topk", "bottomk", "limitk", "limit_ratio");
    private static final Set<String> WITHOUT_LABELS = Set.of("vector", "scalar", "time", "pi");

    static KeptLabels in(Tree.Rules rules) {
        return new KeptLabels(rules, new HashMap<>());
    }

    Optional<Set<String>> of(Expr expr) {
        if (expr instanceof Selector selector) {
            return recorded(selector.name());
        }
        if (expr instanceof Aggregation aggregation) {
            return aggregated(aggregation);
        }
        if (expr instanceof Binary binary) {
            return binary(binary);
        }
        if (expr instanceof Call call) {
            return call(call);
        }
        List<Expr> parts = expr.parts();
        return parts.isEmpty() ? Optional.of(Set.of()) : of(parts.get(0));
    }

    private Optional<Set<String>> recorded(String name) {
        if (!known.containsKey(name)) {
            known.put(name, Optional.empty());
            known.put(name, followed(rules.named(name)));
        }
        return known.getOrDefault(name, Optional.empty());
    }

    private Optional<Set<String>> followed(List<Signal> signals) {
        if (signals.isEmpty() || signals.stream().anyMatch(Signal::isOfAdapter)) {
            return Optional.empty(); // or somebody exports it under this name, with more labels
        }
        Set<String> all = new HashSet<>();
        for (Signal signal : signals) {
            Optional<Set<String>> one = signal.expression().parsed().flatMap(this::of);
            if (one.isEmpty()) {
                return one;
            }
            all.addAll(one.get());
            all.addAll(signal.labels().keySet());
        }
        return Optional.of(all);
    }

    private Optional<Set<String>> aggregated(Aggregation aggregation) {
        List<Expr> parts = aggregation.parts();
        Optional<Set<String>> inside = of(parts.get(parts.size() - 1));
        if (CHOOSING.contains(aggregation.operator())) {
            return inside;
        }
        Grouping grouping = aggregation.grouping().orElse(new Grouping(false, List.of()));
        Optional<Set<String>> kept = grouping.without()
                ? inside.map(labels -> minus(labels, grouping.labels()))
                : Optional.of(Set.copyOf(grouping.labels()));
        return aggregation.operator().equals("count_values") && parts.get(0) instanceof Expr.Text text
                ? kept.map(labels -> plus(labels, Set.of(text.value())))
                : kept;
    }

    private Optional<Set<String>> binary(Binary binary) {
        Optional<Set<String>> left = of(binary.left().isScalar() ? binary.right() : binary.left());
        if (binary.operator().equals("or")) {
            return left.flatMap(labels -> of(binary.right()).map(others -> plus(labels, others)));
        }
        if (binary.isOfSets() || binary.matching().isEmpty()) {
            return left;
        }
        Matching matching = binary.matching().get();
        return switch (matching.many()) {
            case "left" -> left.map(labels -> plus(labels, matching.included()));
            case "right" -> of(binary.right()).map(labels -> plus(labels, matching.included()));
            default ->
                matching.ignoring() ? left.map(labels -> minus(labels, matching.labels())) : on(binary, matching, left);
        };
    }

    /** Of two that are compared the left one stays; of a sum the labels that were matched. */
    private static Optional<Set<String>> on(Binary binary, Matching matching, Optional<Set<String>> left) {
        return binary.compares() ? left : Optional.of(Set.copyOf(matching.labels()));
    }

    private Optional<Set<String>> call(Call call) {
        if (WITHOUT_LABELS.contains(call.function())) {
            return Optional.of(Set.of());
        }
        if (call.function().startsWith("absent")) {
            return Optional.of(new HashSet<>(call.deep(Selector.class)
                    .flatMap(selector -> selector.matchers().stream())
                    .filter(matcher -> matcher.operator().equals("="))
                    .map(LabelMatcher::label)
                    .toList()));
        }
        Optional<Set<String>> inside = call.parts().stream()
                .filter(part -> !part.isScalar() && !(part instanceof Expr.Text))
                .findFirst()
                .flatMap(this::of);
        if (call.function().startsWith("histogram_")) {
            return inside.map(labels -> minus(labels, List.of("le")));
        }
        boolean adds =
                call.function().equals("label_replace") || call.function().equals("label_join");
        return adds && call.parts().get(1) instanceof Expr.Text text
                ? inside.map(labels -> plus(labels, Set.of(text.value())))
                : inside;
    }

    private static Set<String> plus(Set<String> labels, Iterable<String> more) {
        Set<String> all = new HashSet<>(labels);
        more.forEach(all::add);
        return all;
    }

    private static Set<String> minus(Set<String> labels, List<String> less) {
        Set<String> all = new HashSet<>(labels);
        less.forEach(all::remove);
        return all;
    }
}

package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Binary;
import dev.headroom.receiver.promql.Expr.Call;
import dev.headroom.receiver.promql.Expr.LabelMatcher;
import dev.headroom.receiver.promql.Expr.Selector;
import dev.headroom.receiver.promql.Patterns;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether rules ask for labels that are there. */
final class LostLabels {
    private static final Pattern LABEL = Pattern.compile("\\$labels\\.([a-zA-Z_][a-zA-Z0-9_]*)");

    private LostLabels() {}

    /** A template that names a label which no aggregation keeps. */
    static Stream<Finding> shown(Tree tree) {
        KeptLabels kept = KeptLabels.in(tree.rules());
        return tree.rules().alerts().stream()
                .flatMap(alert -> alert.annotations().values().stream()
                        .flatMap(text -> LABEL.matcher(text.text())
                                .results()
                                .map(match -> match.group(1))
                                .distinct()
                                .filter(label -> isLost(kept, alert, label))
                                .map(label -> new Finding(
                                        text.place(),
                                        Rule.LABEL_LOST,
                                        alert.name() + " shows $labels." + label
                                                + ", which its expression does not keep",
                                        "aggregate by (" + label + "), or show another label"))));
    }

    private static boolean isLost(KeptLabels labels, Alert alert, String label) {
        return !alert.labels().containsKey(label)
                && alert.expression()
                        .parsed()
                        .flatMap(expr -> labels.of(expr))
                        .filter(kept -> !kept.contains(label))
                        .isPresent();
    }

    /** A selector that wants a label of a signal whose rule does not keep it: it matches nothing, ever. */
    static Stream<Finding> selected(Tree tree) {
        KeptLabels kept = KeptLabels.in(tree.rules());
        return RuleChecks.expressions(tree)
                .flatMap(expression ->
                        expression.deep(Selector.class).flatMap(selector -> lost(kept, expression, selector)));
    }

    private static Stream<Finding> lost(KeptLabels known, Expression expression, Selector selector) {
        return known.of(selector).stream()
                .flatMap(labels -> selector.matchers().stream()
                        .filter(matcher -> !labels.contains(matcher.label()) && wantsSome(matcher))
                        .map(matcher -> new Finding(
                                expression.yaml().place(matcher.at()),
                                Rule.LABEL_LOST,
                                selector.name() + " is asked for " + matcher.label() + matcher.operator() + "\""
                                        + matcher.value() + "\", and its rule does not keep " + matcher.label()
                                        + ": nothing matches",
                                "aggregate by (" + matcher.label() + ") in the rule of " + selector.name()
                                        + ", or correct the label")));
    }

    /** A quantile of a classic histogram's buckets without their bounds: it is of nothing, ever. */
    static Stream<Finding> bounds(Tree tree) {
        KeptLabels kept = KeptLabels.in(tree.rules());
        return RuleChecks.expressions(tree)
                .flatMap(expression -> expression
                        .deep(Call.class)
                        .filter(call -> call.function().equals("histogram_quantile") && isOfBuckets(call))
                        .flatMap(call -> kept.of(call.parts().get(1)).stream()
                                .filter(labels -> !labels.contains("le"))
                                .map(labels -> new Finding(
                                        expression.place(call),
                                        Rule.LABEL_LOST,
                                        "histogram_quantile is given no le, the bounds of the buckets, so it gives nothing",
                                        "aggregate by (" + String.join(", ", plusBounds(labels)) + ")"))));
    }

    /** Two sides that are matched by a label which one of them cannot have: nothing is left, or one service's stand for all. */
    static Stream<Finding> matched(Tree tree) {
        KeptLabels kept = KeptLabels.in(tree.rules());
        return RuleChecks.expressions(tree)
                .flatMap(expression ->
                        expression.deep(Binary.class).flatMap(binary -> matched(kept, expression, binary).stream()));
    }

    private static Optional<Finding> matched(KeptLabels kept, Expression expression, Binary binary) {
        if (binary.operator().equals("or") || binary.parts().stream().anyMatch(Expr::isScalar)) {
            return Optional.empty();
        }
        List<Set<String>> sides =
                binary.parts().stream().flatMap(side -> kept.of(side).stream()).toList();
        Set<String> lost = matched(binary, sides);
        lost.removeIf(label -> sides.stream().allMatch(side -> side.contains(label)));
        if (standsForAll(binary, sides)) {
            return Optional.of(new Finding(
                    expression.place(binary),
                    Rule.LABEL_LOST,
                    binary.operator() + " on () takes the series of any service for that of every other",
                    "write " + binary.operator() + " on (service), or ask for one service, like {service=\"app\"}"));
        }
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        expression.place(binary),
                        Rule.LABEL_LOST,
                        binary.operator() + " matches by " + String.join(", ", lost)
                                + ", which its two sides do not both keep",
                        "write " + binary.operator() + " on (LABEL), with labels that both keep, like service"));
    }

    /** Whether both sides are of services, and the second of no certain one. */
    private static boolean standsForAll(Binary binary, List<Set<String>> sides) {
        return binary.isOfSets()
                && SameSeries.isOnNothing(binary)
                && sides.size() == 2
                && sides.stream().allMatch(side -> side.contains("service"))
                && binary.right()
                        .deep(Selector.class)
                        .anyMatch(selector -> selector.matchers().stream()
                                .noneMatch(matcher -> matcher.label().equals("service")));
    }

    private static Set<String> matched(Binary binary, List<Set<String>> sides) {
        Set<String> labels = new TreeSet<>();
        if (binary.matching().isEmpty() && sides.size() == 2) {
            sides.forEach(labels::addAll);
        }
        binary.matching()
                .filter(matching -> !matching.ignoring())
                .ifPresent(matching -> labels.addAll(matching.labels()));
        return labels;
    }

    /** A native histogram has no label le, and no such name. */
    private static boolean isOfBuckets(Call call) {
        return call.parts()
                .get(1)
                .deep(Selector.class)
                .allMatch(selector -> selector.name().endsWith("_bucket"));
    }

    private static Set<String> plusBounds(Set<String> labels) {
        Set<String> all = new TreeSet<>(labels);
        all.add("le");
        return all;
    }

    /** Whether a series without the label is none of those that are asked for. */
    private static boolean wantsSome(LabelMatcher matcher) {
        return !matcher.label().equals("__name__") && !Patterns.takes(matcher, "");
    }
}

package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Aggregation;
import dev.headroom.receiver.promql.Expr.Binary;
import dev.headroom.receiver.promql.Expr.Call;
import dev.headroom.receiver.promql.Expr.Selector;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether counters are rated once, and first. */
final class CounterChecks {
    private static final Set<String> RATES = Set.of("rate", "irate", "increase");
    private static final Set<String> DIFFERENCES = Set.of("delta", "idelta", "deriv", "predict_linear");
    private static final Set<String> ADDING = Set.of("sum", "count", "avg");
    private static final Pattern COUNTER = Pattern.compile(".*_(total|bucket)");

    /** A mean has a sum and a count, too, which are often gauges. */
    private static final Pattern PERHAPS_COUNTER = Pattern.compile(".*_(total|bucket|count|sum)");

    private CounterChecks() {}

    /** Each restart of one of the summed counters is a jump of the sum; and a rate falls as often as it rises. */
    static Stream<Finding> rates(Tree tree) {
        return RuleChecks.expressions(tree)
                .flatMap(expression -> expression
                        .deep(Call.class)
                        .filter(call -> RATES.contains(call.function()))
                        .flatMap(call -> call.parts().stream())
                        .flatMap(part ->
                                mistake(tree, part).map(message -> finding(expression, part, message)).stream()));
    }

    private static Finding finding(Expression expression, Expr part, String message) {
        return new Finding(
                expression.place(part),
                Rule.NO_COUNTER,
                message,
                "write sum(rate(counter[5m])), the rate of the counter itself inside, and once");
    }

    private static Optional<String> mistake(Tree tree, Expr range) {
        if (isSum(tree, range)) {
            return Optional.of("a rate of a sum: the restart of one counter looks like a jump of all");
        }
        String rate = "a rate of a rate";
        Optional<String> what = isRate(tree, range)
                ? Optional.of(rate)
                : gauge(tree, range).map(name -> "a rate of " + name + ", a gauge");
        return what.map(words -> words + ": it falls and rises, and each fall looks like a restart");
    }

    /** By its name in docs/metrics.md, or recorded of such and no counter. */
    private static Optional<String> gauge(Tree tree, Expr range) {
        Set<String> gauges = tree.metrics().map(MetricNames::gauges).orElse(Set.of());
        return range.deep(Selector.class)
                .filter(selector -> !PERHAPS_COUNTER.matcher(selector.name()).matches())
                .filter(selector -> gauges.contains(selector.name())
                        || recorded(tree, selector).anyMatch(expr -> isGauge(expr, gauges)))
                .map(Selector::name)
                .findFirst();
    }

    private static boolean isGauge(Expr expr, Set<String> gauges) {
        return expr.deep(Selector.class).noneMatch(CounterChecks::isCounter)
                && expr.deep(Selector.class).map(Selector::name).anyMatch(gauges::contains);
    }

    private static boolean isSum(Tree tree, Expr range) {
        return range.deep(Aggregation.class).anyMatch(sum -> ADDING.contains(sum.operator()) && !rates(sum))
                || recorded(tree, range).anyMatch(CounterChecks::isSumOfCounters);
    }

    private static boolean isRate(Tree tree, Expr range) {
        return rates(range) || recorded(tree, range).anyMatch(CounterChecks::rates);
    }

    private static boolean rates(Expr expr) {
        return expr.deep(Call.class).anyMatch(call -> RATES.contains(call.function()));
    }

    private static Stream<Expr> recorded(Tree tree, Expr range) {
        return range.deep(Selector.class)
                .flatMap(selector -> tree.rules().named(selector.name()).stream())
                .flatMap(signal -> signal.expression().parsed().stream());
    }

    /** A sum of what only grows; a sum of a gauge is a gauge, whose rate makes no more sense, but is another mistake. */
    private static boolean isSumOfCounters(Expr expr) {
        return expr instanceof Aggregation sum
                && ADDING.contains(sum.operator())
                && sum.parts().get(0) instanceof Selector selector
                && isCounter(selector);
    }

    /** A restart is a fall. */
    static Stream<Finding> differences(Tree tree) {
        return RuleChecks.expressions(tree)
                .flatMap(expression -> expression
                        .deep(Call.class)
                        .filter(call -> DIFFERENCES.contains(call.function()))
                        .flatMap(call -> call.deep(Selector.class)
                                .filter(CounterChecks::isCounter)
                                .map(counter -> new Finding(
                                        expression.place(call),
                                        Rule.NO_COUNTER,
                                        call.function() + " of " + counter.name()
                                                + ", a counter: its restart looks like a fall",
                                        "write increase(" + counter.name() + "[5m]), or rate"))
                                .map(Finding::asWarning)));
    }

    /** What only grows passes any number some day, and stays beyond it. */
    static Stream<Finding> compared(Tree tree) {
        return tree.rules().alerts().stream()
                .filter(Alert::scalesOrGates)
                .flatMap(alert -> alert.expression()
                        .deep(Binary.class)
                        .filter(Binary::compares)
                        .flatMap(binary -> Comparison.measured(binary).stream())
                        .filter(comparison -> comparison.value() != 0 && isCounter(comparison.selector()))
                        .map(comparison -> new Finding(
                                alert.expression().place(comparison.written()),
                                Rule.NO_COUNTER,
                                comparison.signal() + " only grows, so that it passes " + comparison.number()
                                        + " some day and stays there",
                                "compare its rate: rate(" + comparison.signal() + "[5m])"))
                        .map(Finding::asWarning));
    }

    private static boolean isCounter(Selector selector) {
        return COUNTER.matcher(selector.name()).matches();
    }
}

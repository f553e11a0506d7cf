package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Binary;
import dev.headroom.receiver.promql.Expr.Literal;
import dev.headroom.receiver.promql.Expr.Selector;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether numbers are of the size that belongs to what they are compared with, or given to. */
final class ScaleChecks {
    private static final Set<String> OF_QUANTILES =
            Set.of("quantile", "quantile_over_time", "histogram_quantile", "histogram_quantiles");

    /** Of these less than one in a hundred is much. */
    private static final Pattern RARE = Pattern.compile("err|fail|drop|5xx|reject|loss|lost|timeout|retr|burn|budget");

    private ScaleChecks() {}

    /** 80 on a ratio, or 0.8 on percents. Where nothing scales the name may mean something else. */
    static Stream<Finding> thresholds(Tree tree) {
        return tree.rules().alerts().stream()
                .flatMap(alert -> alert.expression()
                        .deep(Binary.class)
                        .filter(Binary::compares)
                        .flatMap(binary -> threshold(alert, binary).stream()));
    }

    private static Optional<Finding> threshold(Alert alert, Binary binary) {
        return threshold(binary)
                .flatMap(number -> range(compared(binary))
                        .filter(range -> isOutside(range, number) || isTooSmall(binary, range, number))
                        .map(range -> finding(alert, binary, number, range)));
    }

    private static Optional<Literal> threshold(Binary binary) {
        return Comparison.number(binary.right()).or(() -> Comparison.number(binary.left()));
    }

    private static Expr compared(Binary binary) {
        return Comparison.number(binary.right()).isPresent() ? binary.left() : binary.right();
    }

    /** What something can be by the units of the signals in it; empty where they tell nothing. */
    private static Optional<Interval> range(Expr expr) {
        if (expr instanceof Selector selector) {
            return Unit.of(selector.name()).map(Unit::range);
        }
        if (expr instanceof Binary binary && !binary.isOfSets() && !binary.compares()) {
            return part(binary.left())
                    .flatMap(left -> part(binary.right()).map(right -> left.combined(binary.operator(), right)))
                    .filter(range -> !binary.parts().stream().allMatch(Expr::isScalar));
        }
        boolean same = expr instanceof Expr.Range
                || expr instanceof Expr.Shifted
                || (expr instanceof Expr.Call call && Comparison.keepsUnit(call.function()))
                || (expr instanceof Expr.Aggregation aggregation && Comparison.keepsUnit(aggregation.operator()));
        return same
                ? expr.parts().stream().flatMap(part -> range(part).stream()).findFirst()
                : Optional.empty();
    }

    private static Optional<Interval> part(Expr expr) {
        return Comparison.number(expr)
                .map(number -> Interval.of(number.value()))
                .or(() -> range(expr));
    }

    private static boolean isOutside(Interval range, Literal number) {
        return Double.isFinite(number.value()) && !range.contains(number.value());
    }

    private static boolean isTooSmall(Binary binary, Interval range, Literal number) {
        double least = Comparison.measured(binary)
                .flatMap(direct -> Unit.of(direct.signal()))
                .map(Unit::least)
                .orElse(range.equals(Unit.PERCENT) ? 1.0 : 0.0);
        return number.value() > 0 && number.value() < least && !isRare(compared(binary));
    }

    /** Whether the unit of what is compared tells that the number is a wrong one. */
    static boolean isOfAnotherUnit(Binary binary) {
        return threshold(binary)
                .flatMap(number -> range(compared(binary)).filter(range -> isOutside(range, number)))
                .isPresent();
    }

    private static Finding finding(Alert alert, Binary binary, Literal threshold, Interval range) {
        Finding finding = new Finding(
                alert.expression().place(threshold),
                Rule.WRONG_SCALE,
                message(binary, threshold, range),
                "write " + operator(binary) + " " + instead(range, threshold.value()));
        return alert.scalesOrGates() ? finding : finding.asWarning();
    }

    private static boolean isRare(Expr compared) {
        return compared.deep(Selector.class)
                .anyMatch(selector -> RARE.matcher(selector.name()).find());
    }

    private static String operator(Binary binary) {
        return Comparison.number(binary.right()).isPresent() ? binary.operator() : Comparison.turned(binary.operator());
    }

    private static String message(Binary binary, Literal threshold, Interval range) {
        String what = operator(binary) + " " + threshold.text()
                + (range.contains(threshold.value()) ? " is less than one" : "")
                + (range.contains(threshold.value()) && range.equals(Unit.PERCENT) ? " of a hundred" : "");
        return Comparison.measured(binary)
                .flatMap(direct -> Unit.of(direct.signal())
                        .map(unit ->
                                direct.signal() + " " + what + ": the signal is " + unit.words() + ", " + unit.range()))
                .orElseGet(() -> what + " is compared with something " + range);
    }

    /** What was perhaps meant. */
    private static String instead(Interval range, double value) {
        if (range.equals(Unit.RATIO) && value > 1 && value <= 100) {
            return Interval.words(value / 100);
        }
        if (range.equals(Unit.PERCENT) && value > 0 && value < 1) {
            return Interval.words(value * 100);
        }
        if (range.equals(Interval.NOT_NEGATIVE)) {
            return "a number of bytes, 1 or more, or compare a ratio";
        }
        return range.equals(Unit.ANSWER) ? Interval.words(value / 1000) : "a number " + range;
    }

    /** The 95 of a hundred is 0.95 of all; panels show it, and nothing is scaled by them. */
    static Stream<Finding> quantiles(Tree tree) {
        return Stream.concat(
                RuleChecks.expressions(tree).flatMap(ScaleChecks::quantiles),
                DashboardChecks.queries(tree).flatMap(ScaleChecks::quantiles).map(Finding::asWarning));
    }

    private static Stream<Finding> quantiles(Expression expression) {
        return Stream.concat(
                        expression
                                .deep(Expr.Call.class)
                                .filter(call -> OF_QUANTILES.contains(call.function()))
                                .map(Expr.Call::parts),
                        expression
                                .deep(Expr.Aggregation.class)
                                .filter(aggregation -> OF_QUANTILES.contains(aggregation.operator()))
                                .map(Expr.Aggregation::parts))
                .flatMap(List::stream)
                .flatMap(part -> Comparison.number(part).stream())
                .filter(quantile -> !Unit.RATIO.contains(quantile.value()))
                .map(quantile -> new Finding(
                        expression.place(quantile),
                        Rule.WRONG_SCALE,
                        "the quantile " + quantile.text() + " is no number " + Unit.RATIO
                                + ", so that it is infinite, whatever is measured",
                        "write " + instead(Unit.RATIO, quantile.value())));
    }
}

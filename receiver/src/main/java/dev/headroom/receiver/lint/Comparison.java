package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Binary;
import dev.headroom.receiver.promql.Expr.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The form of a threshold: {@code signal{label="value"} > number}, or the other way round.
 *
 * @param selector the signal
 * @param operator as if the number stood on the right
 */
record Comparison(Selector selector, String operator, Expr.Literal written) {
    private static final Map<String, String> TURNED =
            Map.of(">", "<", "<", ">", ">=", "<=", "<=", ">=", "==", "==", "!=", "!=");
    private static final Set<String> NARROWING = Set.of("and", "unless");
    private static final Set<String> OF_THE_SAME_UNIT = Set.of(
            "max",
            "min",
            "avg",
            "quantile",
            "topk",
            "bottomk",
            "avg_over_time",
            "max_over_time",
            "min_over_time",
            "last_over_time",
            "quantile_over_time",
            "label_replace",
            "label_join",
            "sort",
            "sort_desc");

    /** The operator with its two sides exchanged. */
    static String turned(String operator) {
        return TURNED.getOrDefault(operator, operator);
    }

    /** Whether a function or an aggregation gives numbers of the kind that it is given, and none beyond them. */
    static boolean keepsUnit(String function) {
        return OF_THE_SAME_UNIT.contains(function);
    }

    /** What is compared first, on the left of every {@code and} and {@code unless}; empty where it has another form. */
    static Optional<Comparison> first(Expr expr) {
        return of(decisive(expr));
    }

    /** Whether its left side stays, as far as the right one lets it. */
    static boolean narrows(Binary binary) {
        return NARROWING.contains(binary.operator());
    }

    /** What stands on the left of every {@code and} and {@code unless}. */
    static Expr decisive(Expr expr) {
        return expr instanceof Binary binary && narrows(binary) ? decisive(binary.left()) : expr;
    }

    /** Those comparisons behind the first that stand behind an {@code and}. */
    static List<Comparison> behindTheFirst(Expr expr) {
        List<Comparison> found = new ArrayList<>();
        Expr left = expr;
        while (left instanceof Binary binary && narrows(binary)) {
            if (binary.operator().equals("and")) {
                of(binary.right()).ifPresent(guard -> found.add(0, guard));
            }
            left = binary.left();
        }
        return found;
    }

    /** Whether the expression is a threshold with guards of the same form, and nothing else. */
    static boolean isAllOf(Expr expr) {
        if (expr instanceof Binary binary && binary.operator().equals("and")) {
            return isAllOf(binary.left()) && of(binary.right()).isPresent();
        }
        return of(expr).isPresent();
    }

    /** Of what a signal is, or is at most, at least or on average; empty where it has another form. */
    static Optional<Comparison> measured(Binary binary) {
        return of(binary, Comparison::measured);
    }

    private static Optional<Selector> measured(Expr expr) {
        boolean same = expr instanceof Expr.Range
                || expr instanceof Expr.Shifted
                || (expr instanceof Expr.Aggregation aggregation && OF_THE_SAME_UNIT.contains(aggregation.operator()))
                || (expr instanceof Expr.Call call && OF_THE_SAME_UNIT.contains(call.function()));
        return same
                ? expr.parts().stream().flatMap(part -> measured(part).stream()).findFirst()
                : selector(expr);
    }

    private static Optional<Comparison> of(Expr expr) {
        return of(expr, Comparison::selector);
    }

    private static Optional<Comparison> of(Expr expr, Function<Expr, Optional<Selector>> signal) {
        if (!(expr instanceof Binary binary) || !binary.compares() || binary.bool()) {
            return Optional.empty();
        }
        Optional<Comparison> right = number(binary.right())
                .flatMap(number -> signal.apply(binary.left())
                        .map(selector -> new Comparison(selector, binary.operator(), number)));
        return right.or(() -> number(binary.left())
                .flatMap(number -> signal.apply(binary.right())
                        .map(selector -> new Comparison(selector, turned(binary.operator()), number))));
    }

    private static Optional<Selector> selector(Expr expr) {
        return expr instanceof Selector selector && !selector.name().isEmpty()
                ? Optional.of(selector)
                : Optional.empty();
    }

    /** A number with its sign. */
    static Optional<Expr.Literal> number(Expr expr) {
        if (expr instanceof Expr.Negation negation && negation.of() instanceof Expr.Literal number) {
            return Optional.of(new Expr.Literal(-number.value(), "-" + number.text(), negation.at(), number.end()));
        }
        return expr instanceof Expr.Literal number ? Optional.of(number) : Optional.empty();
    }

    String signal() {
        return selector.name();
    }

    /** Labels of the signal that must have one value. */
    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        selector.matchers().stream()
                .filter(matcher -> matcher.operator().equals("="))
                .forEach(matcher -> labels.put(matcher.label(), matcher.value()));
        return labels;
    }

    /** The signal with all that is asked of its labels, in the order of their names. */
    String selected() {
        String matchers = selector.matchers().stream()
                .map(matcher -> matcher.label() + matcher.operator() + "\"" + matcher.value() + "\"")
                .sorted()
                .collect(Collectors.joining(", "));
        return signal() + (matchers.isEmpty() ? "" : "{" + matchers + "}");
    }

    double value() {
        return written.value();
    }

    /** Whether it is a number that something can be: neither NaN nor infinite. */
    boolean isFinite() {
        return Double.isFinite(value());
    }

    static boolean isOfOrder(String operator) {
        return operator.startsWith(">") || operator.startsWith("<");
    }

    /** Whether it asks for more or for less than the number. */
    boolean isOfOrder() {
        return isOfOrder(operator);
    }

    /** Whether it holds for values above the number. */
    boolean isHigh() {
        return operator.startsWith(">");
    }

    /** As it is written. */
    String number() {
        return written.text();
    }

    /** {@code > 50}. */
    String threshold() {
        return operator + " " + number();
    }
}

package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.LabelMatcher;
import dev.headroom.receiver.promql.Patterns;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether what an alert asks for can be, and whether it asks for the right thing. */
final class ThresholdChecks {
    private static final Pattern RATIO = Pattern.compile("(^|[:_])ratio($|[:_])");
    private static final Pattern PERCENT = Pattern.compile("(^|[:_])percent(age)?($|[:_])");
    private static final Pattern QUANTILE_OF_SECONDS = Pattern.compile("seconds.*:p\\d\\d");
    private static final Pattern LATENCY = Pattern.compile("seconds.*:p\\d\\d|seconds_(bucket|sum|count)$");
    private static final Pattern WAITING = Pattern.compile("queue|wait|pending");
    private static final double LONGEST_ANSWER = 600;
    private static final Duration LONGEST_UP = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofHours(6);
    private static final Set<String> RATES = Set.of("rate", "irate", "increase");
    private static final Set<String> ADDING = Set.of("sum", "count", "avg");

    private ThresholdChecks() {}

    /** 80 on a ratio, which is 1 at most. Where nothing scales it may be a ratio of something else. */
    static Stream<Finding> wrongScale(Tree tree) {
        return compared(
                tree,
                (alert, comparison) -> unit(comparison).map(unit -> {
                    Finding finding = new Finding(
                            alert.expression().place(comparison.written()),
                            Rule.WRONG_SCALE,
                            comparison.signal() + " " + comparison.threshold() + ": the signal is " + unit.range(),
                            "write " + comparison.operator() + " " + unit.instead());
                    return alert.scalesOrGates() ? finding : finding.asWarning();
                }));
    }

    /** The unit that a signal has by its name; {@code instead} is what was perhaps meant. */
    private record Unit(String range, String instead) {}

    private static Optional<Unit> unit(Comparison comparison) {
        double value = comparison.value();
        if (RATIO.matcher(comparison.signal()).find() && (value > 1 || value < 0)) {
            boolean percents = value > 1 && value <= 100;
            return Optional.of(new Unit("a ratio, from 0 to 1", percents ? plain(value / 100) : "a number between"));
        }
        if (PERCENT.matcher(comparison.signal()).find() && (value > 100 || value < 0)) {
            return Optional.of(new Unit("a percentage, from 0 to 100", "a number between"));
        }
        return QUANTILE_OF_SECONDS.matcher(comparison.signal()).find() && value > LONGEST_ANSWER
                ? Optional.of(new Unit("a time in seconds", plain(value / 1000)))
                : Optional.empty();
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    static Stream<Finding> noNumber(Tree tree) {
        return compared(
                tree,
                (alert, comparison) ->
                        comparison.isFinite() || comparison.operator().equals("!=")
                                ? Optional.empty()
                                : Optional.of(new Finding(
                                        alert.expression().place(comparison.written()),
                                        Rule.NO_NUMBER,
                                        comparison.signal() + " " + comparison.threshold() + " never holds",
                                        "write a number")));
    }

    private interface Look {
        Optional<Finding> at(Alert alert, Comparison comparison);
    }

    private static Stream<Finding> compared(Tree tree, Look look) {
        return tree.rules().alerts().stream()
                .flatMap(alert -> alert.expression().parsed().stream()
                        .flatMap(Comparison::everywhere)
                        .flatMap(comparison -> look.at(alert, comparison).stream()));
    }

    /** An expression that selects a service which is not that of its alert, or that the policy does not name. */
    static Stream<Finding> wrongService(Tree tree) {
        Set<String> known = tree.policy().stream()
                .flatMap(source -> source.policy().services().keySet().stream())
                .collect(Collectors.toSet());
        return tree.rules().alerts().stream()
                .filter(alert -> !alert.scale().isEmpty() && known.contains(alert.label("service")))
                .flatMap(alert -> alert.expression()
                        .matchers()
                        .filter(matcher -> matcher.label().equals("service"))
                        .filter(matcher -> !takes(matcher, alert.label("service")))
                        .map(matcher -> new Finding(
                                alert.expression().yaml().place(matcher.at()),
                                Rule.WRONG_SERVICE,
                                alert.name() + " is of service " + alert.label("service") + ", but asks for service"
                                        + matcher.operator() + "\"" + matcher.value() + "\""
                                        + (known.stream().anyMatch(service -> takes(matcher, service))
                                                ? ""
                                                : ", which the policy does not name"),
                                "write service=\"" + alert.label("service") + "\", or correct the label")));
    }

    private static boolean takes(LabelMatcher matcher, String service) {
        boolean same = matcher.isPattern()
                ? Patterns.anchored(matcher.value()).matches(service)
                : matcher.value().equals(service);
        return same != matcher.operator().startsWith("!");
    }

    /** {@code scale: to} goes to the number in its annotation. */
    static Stream<Finding> replicasMissing(Tree tree) {
        return tree.rules().alerts().stream()
                .filter(alert -> alert.scale().equals("to"))
                .filter(alert -> !isCount(alert))
                .map(alert -> new Finding(
                        alert.place(),
                        Rule.REPLICAS_MISSING,
                        alert.name() + " has scale: to, and " + replicas(alert),
                        "add the annotation replicas: \"{{ $value }}\" or a whole number"));
    }

    private static String replicas(Alert alert) {
        Yaml replicas = alert.annotations().get("replicas");
        return replicas == null ? "no annotation replicas" : "its annotation replicas is \"" + replicas.text() + "\"";
    }

    private static boolean isCount(Alert alert) {
        Yaml replicas = alert.annotations().get("replicas");
        return replicas != null
                && (replicas.text().contains("{{") || replicas.text().matches(" *[0-9]{1,9} *"));
    }

    static Stream<Finding> longFor(Tree tree) {
        return tree.rules().alerts().stream()
                .filter(alert -> !alert.scale().isEmpty())
                .filter(alert -> alert.pending().compareTo(alert.scale().equals("up") ? LONGEST_UP : LONGEST) > 0)
                .map(alert -> new Finding(
                        alert.place(),
                        Rule.LONG_FOR,
                        alert.name() + " scales " + alert.scale() + " after " + Durations.words(alert.pending()),
                        "make its for shorter: a load that lasts so long was not served all the time"));
    }

    /** Where the work itself takes as long, no count of replicas ends the alert; what is waited for is load. */
    static Stream<Finding> latencyAlone(Tree tree) {
        return tree.rules().alerts().stream()
                .filter(alert -> alert.scale().equals("up"))
                .filter(alert -> !alert.expression().metrics().isEmpty()
                        && alert.expression().metrics().stream()
                                .allMatch(metric -> LATENCY.matcher(metric).find()
                                        && !WAITING.matcher(metric).find()))
                .map(alert -> new Finding(
                        alert.expression().place(),
                        Rule.LATENCY_ALONE,
                        alert.name() + " scales up on latency alone: where the work itself takes as long, no count of "
                                + "replicas ends it, and " + alert.label("service") + " goes to its maximum and stays",
                        "ask for load, too: and on (service) service:loaded:bool == 1"));
    }

    /** Each restart of one of the summed counters is a jump of the sum, which the rate takes for traffic. */
    static Stream<Finding> rateOfSum(Tree tree) {
        return RuleChecks.expressions(tree)
                .flatMap(expression -> expression
                        .deep(Expr.Call.class)
                        .filter(call -> RATES.contains(call.function()))
                        .flatMap(call -> call.parts().stream())
                        .filter(part -> isSum(tree, part))
                        .map(part -> new Finding(
                                expression.place(part),
                                Rule.RATE_OF_SUM,
                                "a rate of a sum: the restart of one counter looks like a jump of all",
                                "write sum(rate(counter[5m])), the rate inside")));
    }

    private static boolean isSum(Tree tree, Expr range) {
        return range.deep(Expr.Aggregation.class).anyMatch(sum -> ADDING.contains(sum.operator()))
                || range.deep(Expr.Selector.class)
                        .flatMap(selector -> tree.rules().named(selector.name()).stream())
                        .anyMatch(signal -> isSumOfCounters(signal.expression()));
    }

    /** A sum of what only grows; a sum of a gauge is a gauge, whose rate makes no more sense, but is another mistake. */
    private static boolean isSumOfCounters(Expression expression) {
        return expression
                .parsed()
                .filter(expr -> expr instanceof Expr.Aggregation sum
                        && ADDING.contains(sum.operator())
                        && sum.parts().get(0) instanceof Expr.Selector selector
                        && selector.name().endsWith("_total"))
                .isPresent();
    }

    /** Rows and silences go by the name, so that of an alert that scales is its own. */
    static Stream<Finding> sameName(Tree tree) {
        return tree.rules().alerts().stream().collect(Collectors.groupingBy(Alert::name)).values().stream()
                .filter(alerts -> alerts.size() > 1 && alerts.stream().anyMatch(Alert::scalesOrGates))
                .filter(alerts -> alerts.stream().map(Alert::essence).distinct().count() > 1)
                .map(alerts -> new Finding(
                        alerts.get(1).place(),
                        Rule.SAME_NAME,
                        "there is another " + alerts.get(0).name() + " at "
                                + alerts.get(0).place() + ": a matrix row that asks for the name takes either",
                        "give one of them another name"));
    }
}

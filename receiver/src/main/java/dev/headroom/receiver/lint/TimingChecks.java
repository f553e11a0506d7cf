package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Binary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether an alert that scales or gates is about now, and is told in time. */
final class TimingChecks {
    private static final Duration LONGEST_GATE = Duration.ofMinutes(15);
    private static final Duration LONGEST_UP = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofHours(6);
    private static final Duration LONGEST_KEPT = Duration.ofMinutes(15);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(2);
    private static final Duration OLDEST = Duration.ofMinutes(5);

    private TimingChecks() {}

    private static Stream<Alert> alerts(Tree tree) {
        return tree.rules().alerts().stream().filter(Alert::scalesOrGates);
    }

    static Stream<Finding> longFor(Tree tree) {
        return alerts(tree)
                .filter(alert -> alert.pending().compareTo(longest(alert)) > 0)
                .map(alert -> new Finding(
                        alert.place("for"),
                        Rule.LONG_FOR,
                        alert.name() + (alert.scale().isEmpty() ? " gates" : " scales " + alert.scale()) + " after "
                                + Durations.words(alert.pending()),
                        alert.scale().isEmpty()
                                ? "make its for shorter: so long nothing holds what would be scaled up"
                                : "make its for shorter: a load that lasts so long was not served all the time"));
    }

    private static Duration longest(Alert alert) {
        return switch (alert.scale()) {
            case "" -> LONGEST_GATE;
            case "up" -> LONGEST_UP;
            default -> LONGEST;
        };
    }

    /** What has ended goes on; each cooldown it scales once more. */
    static Stream<Finding> longKept(Tree tree) {
        return alerts(tree)
                .filter(alert -> alert.kept().compareTo(LONGEST_KEPT) > 0)
                .map(alert -> new Finding(
                        alert.place("keep_firing_for"),
                        Rule.LONG_FOR,
                        alert.name() + " goes on for " + Durations.words(alert.kept())
                                + " after what it asks for has ended, and Headroom acts on it all the time",
                        "make its keep_firing_for " + Durations.words(LONGEST_KEPT)
                                + " or shorter, or remove it: the cooldown bridges short breaks"));
    }

    /** Groups of such alerts, and of the signals that they read. */
    static Stream<Finding> slowGroups(Tree tree) {
        return groups(tree)
                .filter(group -> group.interval().compareTo(LONGEST_INTERVAL) > 0)
                .map(group -> new Finding(
                        group.place("interval"),
                        Rule.GROUP_INTERVAL,
                        "the group " + group.yaml().text("name") + " is evaluated every "
                                + Durations.words(group.interval())
                                + ": so late Headroom hears of a load, and of its end",
                        "write interval: 30s"));
    }

    private static Stream<Group> groups(Tree tree) {
        Set<String> read = tree.rules().scaling();
        return Stream.concat(
                        alerts(tree).map(Alert::group),
                        tree.rules().signals().stream()
                                .filter(signal -> read.contains(signal.name()))
                                .map(Signal::group))
                .distinct();
    }

    /** A rule that gives more series than its group's limit gives none. */
    static Stream<Finding> limits(Tree tree) {
        return alerts(tree)
                .map(Alert::group)
                .distinct()
                .flatMap(group -> group.yaml().get("limit").stream())
                .filter(limit -> !GoScalar.isZero(limit))
                .map(limit -> new Finding(
                        limit.place(),
                        Rule.MAX_ALERTS,
                        "a rule of this group that gives more than " + limit.text()
                                + " alerts fails, and Headroom hears of none of them",
                        "remove limit, or write limit: 0, which means all"));
    }

    /** What an alert compares with a number, and what it is recorded from. */
    static Stream<Finding> old(Tree tree) {
        Stream<Finding> alerts = alerts(tree)
                .flatMap(alert -> alert.expression()
                        .deep(Binary.class)
                        .filter(Binary::compares)
                        .filter(binary -> binary.parts().stream().anyMatch(Expr::isScalar))
                        .flatMap(binary -> old(alert.expression(), binary).stream()));
        Set<String> read = tree.rules().scaling();
        Stream<Finding> signals = tree.rules().signals().stream()
                .filter(signal -> read.contains(signal.name()))
                .map(Signal::expression)
                .flatMap(expression -> expression.parsed().flatMap(expr -> old(expression, expr)).stream());
        Stream<Finding> groups = groups(tree)
                .filter(group -> group.offset().compareTo(OLDEST) > 0)
                .map(group -> old(group.place("query_offset"), "was " + Durations.words(group.offset()) + " ago"));
        return Stream.of(alerts, signals, groups).flatMap(found -> found).distinct();
    }

    private static Optional<Finding> old(Expression expression, Expr expr) {
        Optional<Duration> age = Expression.age(expr);
        if (age.filter(some -> some.compareTo(OLDEST) <= 0).isPresent()) {
            return Optional.empty();
        }
        List<Expr.Shifted> shifts = expr.deep(Expr.Shifted.class).toList();
        return Optional.of(old(
                expression.place(shifts.get(0)),
                age.map(some -> "was " + Durations.words(some) + " ago").orElse("was at one moment, for ever")));
    }

    private static Finding old(Place place, String when) {
        return new Finding(
                place,
                Rule.OLD_SIGNAL,
                "Headroom would act on what " + when,
                "remove it: what comes again each day or week is for the schedule of scaling-policy.yml");
    }
}

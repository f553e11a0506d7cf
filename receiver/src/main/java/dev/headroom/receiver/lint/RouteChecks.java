package dev.headroom.receiver.lint;

import java.time.Duration;
import java.util.stream.Stream;

/** Whether Alertmanager's routes bring Headroom everything that it must hear, and in time. */
final class RouteChecks {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(5);

    private RouteChecks() {}

    /** An alert that scales or gates and that no route takes to Headroom. */
    static Stream<Finding> notRouted(Tree tree) {
        String receiver = receiver(tree);
        return tree.routing().stream()
                .flatMap(routing -> tree.rules().alerts().stream()
                        .filter(Alert::scalesOrGates)
                        .filter(alert -> routing.to(receiver, alert.routed()).isEmpty())
                        .map(alert -> new Finding(
                                alert.place(),
                                Rule.NOT_ROUTED,
                                "no route takes " + alert.name() + " to the receiver " + receiver,
                                "add one to alertmanager.yml before those that do not continue")));
    }

    /** A time interval is a pause only where Alertmanager tells of it. */
    static Stream<Finding> muted(Tree tree) {
        String remedy = tree.settings().config().alertmanager() == null
                ? "let Headroom poll an Alertmanager of 0.28 or later, which tells of it, or use a silence"
                : "see that the Alertmanager which Headroom polls is 0.28 or later, which tells of it, or use a silence";
        return taking(tree)
                .flatMap(route -> route.pauses().stream()
                        .map(pause -> new Finding(
                                pause.place(),
                                Rule.MUTED_ROUTE,
                                "a route to " + route.receiver() + " is muted at times (" + pause.key()
                                        + "): what fired before goes on until it expires or resolves",
                                remedy)));
    }

    /** The routes that take alerts to Headroom which scale or gate. */
    private static Stream<Route> taking(Tree tree) {
        String receiver = receiver(tree);
        return tree.routing().stream()
                .flatMap(routing -> tree.rules().alerts().stream()
                        .filter(Alert::scalesOrGates)
                        .flatMap(alert -> routing.to(receiver, alert.routed()).stream()))
                .distinct();
    }

    private static Stream<Route> toHeadroom(Tree tree) {
        return tree.routing().stream().flatMap(routing -> routing.to(receiver(tree)));
    }

    /** The name that Alertmanager has for Headroom. */
    static String receiver(Tree tree) {
        var alertmanager = tree.settings().config().alertmanager();
        return alertmanager == null ? Routing.HEADROOM : alertmanager.receiver();
    }

    /** Alerts that expire while they still fire. */
    static Stream<Finding> alertTtl(Tree tree) {
        Duration ttl = tree.settings().config().timing().alertTtl();
        return tree.routing().stream()
                .flatMap(routing -> routing.longestSilence(receiver(tree)).stream()
                        .filter(route -> ttl.compareTo(route.timing().silence()) < 0)
                        .map(route -> new Finding(
                                tree.settings().alertTtl(route.place("repeat_interval")),
                                Rule.ALERT_TTL,
                                "alert_ttl, " + Durations.words(ttl)
                                        + ", is shorter than repeat_interval and group_interval, "
                                        + Durations.words(route.timing().silence()) + ": alerts end while they fire",
                                "make alert_ttl longer, or repeat_interval shorter")));
    }

    /** A group that is told late. */
    static Stream<Finding> groupInterval(Tree tree) {
        Stream<Finding> intervals = toHeadroom(tree)
                .filter(route -> route.timing().interval().compareTo(LONGEST_INTERVAL) > 0)
                .map(route -> new Finding(
                        route.place("group_interval"),
                        Rule.GROUP_INTERVAL,
                        "group_interval, " + Durations.words(route.timing().interval())
                                + ", is longer than 5m: so late Headroom hears of a change in a group",
                        "write group_interval: 30s"));
        Stream<Finding> waits = toHeadroom(tree)
                .filter(route -> route.timing().first().compareTo(LONGEST_WAIT) > 0)
                .map(route -> new Finding(
                        route.place("group_wait"),
                        Rule.GROUP_INTERVAL,
                        "group_wait, " + Durations.words(route.timing().first())
                                + ", is longer than 1m: so late Headroom hears of the first alert of a group",
                        "write group_wait: 0s"));
        return Stream.concat(intervals, waits);
    }

    /** An alert of a service that has to wait for the group of another's. */
    static Stream<Finding> groupBy(Tree tree) {
        return taking(tree)
                .filter(route -> !route.notifying().grouping().separates("service"))
                .map(route -> new Finding(
                        route.place("group_by"),
                        Rule.GROUP_BY,
                        "group_by lacks service: an alert waits up to group_interval, "
                                + Durations.words(route.timing().interval())
                                + ", where one of another service fires already",
                        "write group_by: [service, scale, alertname]"));
    }
}

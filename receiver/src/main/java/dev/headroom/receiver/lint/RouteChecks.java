package dev.headroom.receiver.lint;

import dev.headroom.receiver.alert.Watchdog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whether Alertmanager brings Headroom everything that it must hear, and as it needs it. */
final class RouteChecks {
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

    /** What makes downs wait for ever: nobody proves that Prometheus evaluates. */
    static Stream<Finding> watchdog(Tree tree) {
        Watchdog watchdog = tree.settings().config().watchdog();
        return watchdog.asked()
                ? tree.routing().stream().flatMap(routing -> watchdog(tree, routing, watchdog))
                : Stream.empty();
    }

    private static Stream<Finding> watchdog(Tree tree, Routing routing, Watchdog watchdog) {
        List<Alert> rules = tree.rules().alerts().stream()
                .filter(alert -> alert.isOneOf(watchdog))
                .toList();
        if (rules.isEmpty()) {
            return Stream.of(new Finding(
                    routing.yaml().place(),
                    Rule.WATCHDOG,
                    "no rule is the Watchdog (" + watchdog.matchers()
                            + "), which proves that Prometheus evaluates: nothing would be scaled down",
                    "add an alert that always fires, expr: vector(1), or give the check up with evidence:"
                            + " {watchdog: none}"));
        }
        return rules.stream().flatMap(rule -> watchdog(tree, routing, rule).stream());
    }

    private static Optional<Finding> watchdog(Tree tree, Routing routing, Alert rule) {
        String receiver = receiver(tree);
        Optional<Route> route = routing.to(receiver, rule.routed());
        if (route.isEmpty()) {
            return Optional.of(new Finding(
                    rule.place(),
                    Rule.WATCHDOG,
                    "no route takes " + rule.name() + ", which proves that Prometheus evaluates, to the receiver "
                            + receiver + ": nothing would be scaled down",
                    "add - {matchers: [alertname = " + rule.name() + "], receiver: " + receiver
                            + ", continue: true, group_wait: 0s, group_interval: 30s, repeat_interval: 1m} to the routes"
                            + " of alertmanager.yml, before those that do not continue"));
        }
        Duration blindAfter = tree.settings().config().timing().blindAfter();
        boolean polled = tree.settings().config().alertmanager() != null;
        return route.filter(taken -> !polled && taken.timing().silence().compareTo(blindAfter) >= 0)
                .map(taken -> new Finding(
                        taken.place(),
                        Rule.WATCHDOG,
                        "group_interval and repeat_interval of " + rule.name() + ", "
                                + Durations.words(taken.timing().silence()) + ", reach blind_after, "
                                + Durations.words(blindAfter) + ": Headroom would be blind between two of them",
                        "write group_interval: 30s and repeat_interval: 1m, or let Headroom poll Alertmanager"));
    }

    /** A time interval is a pause only where Alertmanager tells of it. */
    static Stream<Finding> muted(Tree tree) {
        String receiver = receiver(tree);
        return tree.routing().stream()
                .flatMap(routing -> routing.root().stream())
                .flatMap(Route::all)
                .filter(route -> route.receiver().equals(receiver))
                .flatMap(route -> route.muted().stream())
                .map(place -> new Finding(
                        place,
                        Rule.MUTED_ROUTE,
                        "a route to " + receiver
                                + " is muted at times: what fired before goes on until it expires or resolves",
                        "let Headroom poll an Alertmanager of 0.28 or later, which tells of it, or use a silence"));
    }

    /** The name that Alertmanager has for Headroom. */
    static String receiver(Tree tree) {
        var alertmanager = tree.settings().config().alertmanager();
        return alertmanager == null ? Routing.HEADROOM : alertmanager.receiver();
    }

    static Stream<Finding> maxAlerts(Tree tree) {
        return webhook(
                tree,
                "max_alerts",
                value -> !value.equals("0"),
                Rule.MAX_ALERTS,
                "max_alerts hides the alerts beyond it, and makes a group's status a lie",
                "write max_alerts: 0, which means all");
    }

    static Stream<Finding> sendResolved(Tree tree) {
        return webhook(
                tree,
                "send_resolved",
                "false"::equals,
                Rule.SEND_RESOLVED,
                "Headroom would not hear that an alert has ended",
                "write send_resolved: true");
    }

    private static Stream<Finding> webhook(
            Tree tree, String key, Predicate<String> wrong, Rule rule, String message, String remedy) {
        return tree.routing().stream()
                .flatMap(routing -> routing.webhooks(receiver(tree)))
                .flatMap(webhook -> webhook.get(key).stream())
                .filter(value -> wrong.test(value.text()))
                .map(value -> new Finding(value.place(), rule, message, remedy));
    }

    /** Alertmanager follows a 302 with a GET without body, and takes the answer for success. */
    static Stream<Finding> followsRedirects(Tree tree) {
        return tree.routing().stream()
                .flatMap(routing -> routing.webhooks(receiver(tree)))
                .filter(webhook -> webhook.get("http_config", "follow_redirects")
                        .filter(value -> value.text().equals("false"))
                        .isEmpty())
                .map(webhook -> new Finding(
                        webhook.place(),
                        Rule.FOLLOWS_REDIRECTS,
                        "a redirect would be followed without the notification, and count as delivered",
                        "write http_config: {follow_redirects: false}"));
    }

    /** Alerts that expire while they still fire. */
    static Stream<Finding> alertTtl(Tree tree) {
        Duration ttl = tree.settings().config().timing().alertTtl();
        return tree.routing().stream()
                .flatMap(routing -> routing.longestSilence(receiver(tree)).stream()
                        .filter(silence -> ttl.compareTo(silence) < 0)
                        .map(silence -> new Finding(
                                tree.settings().alertTtl(routing.yaml().place()),
                                Rule.ALERT_TTL,
                                "alert_ttl, " + Durations.words(ttl)
                                        + ", is shorter than repeat_interval and group_interval, "
                                        + Durations.words(silence) + ": alerts end while they fire",
                                "make alert_ttl longer, or repeat_interval shorter")));
    }

    static Stream<Finding> groupInterval(Tree tree) {
        String receiver = receiver(tree);
        return tree.routing().stream()
                .flatMap(routing -> routing.root().stream())
                .flatMap(Route::all)
                .filter(route -> route.receiver().equals(receiver))
                .filter(route -> route.timing().interval().compareTo(LONGEST_INTERVAL) > 0)
                .map(route -> new Finding(
                        route.place(),
                        Rule.GROUP_INTERVAL,
                        "group_interval, " + Durations.words(route.timing().interval())
                                + ", is longer than 5m: so late Headroom hears of a change in a group",
                        "write group_interval: 30s"));
    }
}

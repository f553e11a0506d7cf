package dev.headroom.receiver.lint;

import dev.headroom.receiver.alert.Watchdog;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Whether Headroom will know that Prometheus evaluates; else downs wait for ever. */
final class WatchdogChecks {
    private WatchdogChecks() {}

    static Stream<Finding> findings(Tree tree) {
        Watchdog watchdog = tree.settings().config().watchdog();
        return watchdog.asked()
                ? tree.routing().stream().flatMap(routing -> findings(tree, routing, watchdog))
                : Stream.empty();
    }

    private static Stream<Finding> findings(Tree tree, Routing routing, Watchdog watchdog) {
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
        return rules.stream().flatMap(rule -> findings(tree, routing, rule));
    }

    private static Stream<Finding> findings(Tree tree, Routing routing, Alert rule) {
        String receiver = RouteChecks.receiver(tree);
        Stream<Finding> unheard = routing.to(receiver, rule.routed())
                .map(route -> tree.settings().config().alertmanager() == null
                        ? unpolled(tree, route, rule)
                        : Stream.<Finding>empty())
                .orElseGet(() -> Stream.of(notRouted(receiver, rule)));
        return Stream.concat(unheard, late(tree, rule));
    }

    private static Stream<Finding> late(Tree tree, Alert rule) {
        return rule.pending().compareTo(tree.settings().config().timing().blindAfter()) < 0
                ? Stream.empty()
                : Stream.of(new Finding(
                                rule.place("for"),
                                Rule.WATCHDOG,
                                "after each start of Prometheus " + rule.name() + " fires after "
                                        + Durations.words(rule.pending()) + " only: so long Headroom is blind",
                                "remove its for")
                        .asWarning());
    }

    private static Finding notRouted(String receiver, Alert rule) {
        return new Finding(
                rule.place(),
                Rule.WATCHDOG,
                "no route takes " + rule.name() + ", which proves that Prometheus evaluates, to the receiver "
                        + receiver + ": nothing would be scaled down",
                "add - {matchers: [alertname = " + rule.name() + "], receiver: " + receiver
                        + ", continue: true, group_wait: 0s, group_interval: 30s, repeat_interval: 1m} to the routes"
                        + " of alertmanager.yml, before those that do not continue");
    }

    /** Its webhooks are all that Headroom hears of it. */
    private static Stream<Finding> unpolled(Tree tree, Route route, Alert rule) {
        Stream<Finding> muted = route.pauses().stream()
                .map(pause -> new Finding(
                        pause.place(),
                        Rule.WATCHDOG,
                        "the route of " + rule.name() + " is muted at times (" + pause.key()
                                + "): Headroom would be blind then",
                        "remove it, or let Headroom poll Alertmanager"));
        Duration blindAfter = tree.settings().config().timing().blindAfter();
        Duration silence = route.timing().silence();
        Stream<Finding> slow = Stream.of(route)
                .filter(taken -> silence.compareTo(blindAfter) >= 0)
                .map(taken -> new Finding(
                        taken.place("repeat_interval"),
                        Rule.WATCHDOG,
                        "group_interval and repeat_interval of " + rule.name() + ", " + Durations.words(silence)
                                + ", reach blind_after, " + Durations.words(blindAfter)
                                + ": Headroom would be blind between two of them",
                        "write group_interval: 30s and repeat_interval: 1m, or let Headroom poll Alertmanager"));
        return Stream.concat(muted, slow);
    }
}

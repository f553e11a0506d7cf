package dev.headroom.receiver.lint;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Alerts that go elsewhere, or are told at another pace, and settings of the receiver. */
record RouteDifference(Tree before, Tree after) {

    Stream<String> lines() {
        Stream<String> routes = after.rules().alerts().stream()
                .filter(alert -> !before.rules().alert(alert.name()).isEmpty())
                .flatMap(this::alert);
        return Stream.concat(routes, settings());
    }

    private Stream<String> alert(Alert alert) {
        Stream<String> receivers = Change.of("goes to", receivers(before, alert), receivers(after, alert));
        Stream<String> pace = Change.of("is told to Headroom within", pace(before, alert), pace(after, alert));
        return Stream.concat(receivers, pace).map(change -> alert.name() + " " + change);
    }

    private static String receivers(Tree tree, Alert alert) {
        List<Route> taken =
                tree.routing().map(routing -> routing.taken(alert.routed())).orElse(List.of());
        String names = taken.stream().map(Route::receiver).distinct().collect(Collectors.joining(", "));
        return names.isEmpty() ? "nobody" : names;
    }

    private static String pace(Tree tree, Alert alert) {
        return tree.routing()
                .flatMap(routing -> routing.to(RouteChecks.receiver(tree), alert.routed()))
                .map(Route::timing)
                .map(timing -> Durations.words(timing.longest()) + " and every " + Durations.words(timing.repeat()))
                .orElse("never");
    }

    private Stream<String> settings() {
        var was = before.settings().config().timing();
        var is = after.settings().config().timing();
        return Stream.of(
                        Change.of("alert_ttl", Durations.words(was.alertTtl()), Durations.words(is.alertTtl())),
                        Change.of("blind_after", Durations.words(was.blindAfter()), Durations.words(is.blindAfter())),
                        Change.of(
                                "evaluate_every",
                                Durations.words(was.evaluateEvery()),
                                Durations.words(is.evaluateEvery())))
                .flatMap(changes -> changes);
    }
}

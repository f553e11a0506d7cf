package dev.headroom.receiver.lint;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Inhibitions that keep from Headroom what it must hear. An up that silences a down of the same service is right; what
 * asks for more, what holds ups, and the Watchdog must not be silenced.
 */
final class InhibitionChecks {
    private InhibitionChecks() {}

    static Stream<Finding> findings(Tree tree) {
        return tree.routing().stream()
                .flatMap(routing -> routing.inhibitions().stream())
                .flatMap(inhibition -> wrongWay(tree, inhibition)
                        .or(() -> withoutSource(inhibition))
                        .or(() -> acrossServices(tree, inhibition))
                        .stream());
    }

    /** No matcher is every alert, as in a route. */
    private static Optional<Finding> withoutSource(Inhibition inhibition) {
        return Optional.of(inhibition)
                .filter(rule -> rule.source().isAll() && !rule.target().isAll())
                .map(rule -> new Finding(
                        rule.place("source_"),
                        Rule.INHIBITION,
                        "it has no source: every alert, the Watchdog too, keeps the target from being told",
                        "say which alert silences, like source_matchers: [scale = up], or remove the inhibition"));
    }

    private static Optional<Finding> wrongWay(Tree tree, Inhibition inhibition) {
        return tree.rules().alerts().stream()
                .filter(silenced ->
                        mustBeHeard(tree, silenced) && inhibition.target().matches(silenced.routed()))
                .flatMap(silenced -> tree.rules().alerts().stream()
                        .filter(source -> !asksForMore(source) || !asksForMore(silenced))
                        .filter(source -> inhibition.silences(source.routed(), silenced.routed()))
                        .map(source -> new Finding(
                                inhibition.yaml().place(),
                                Rule.INHIBITION,
                                "while " + source.name() + " fires, Headroom would not hear of " + silenced.name()
                                        + ", " + purpose(silenced),
                                remedy(source, silenced))))
                .findFirst();
    }

    private static boolean mustBeHeard(Tree tree, Alert alert) {
        return asksForMore(alert)
                || !alert.label("gate").isEmpty()
                || alert.isOneOf(tree.settings().config().watchdog());
    }

    private static boolean asksForMore(Alert alert) {
        return alert.scale().equals("up") || alert.scale().equals("to");
    }

    private static String purpose(Alert silenced) {
        if (asksForMore(silenced)) {
            return "which asks for more";
        }
        return silenced.label("gate").isEmpty()
                ? "which proves that Prometheus evaluates"
                : "which holds what would be scaled up";
    }

    private static String remedy(Alert source, Alert silenced) {
        return source.scale().equals("down") && asksForMore(silenced)
                ? "turn it round: an up may silence a down of its service, with equal: [service]"
                : "add scale = \"\", gate = \"\" and alertname != Watchdog to target_matchers, or remove it";
    }

    /** An alert of one service that silences those of others. */
    private static Optional<Finding> acrossServices(Tree tree, Inhibition inhibition) {
        boolean hits = tree.rules().alerts().stream()
                .filter(Alert::scalesOrGates)
                .anyMatch(alert -> inhibition.target().matches(alert.routed()));
        return Optional.of(inhibition)
                .filter(rule -> hits && !rule.equal().contains("service"))
                .map(rule -> new Finding(
                                rule.yaml().place(),
                                Rule.INHIBITION,
                                "an alert of one service would silence what Headroom must hear of another: equal "
                                        + (rule.equal().isEmpty() ? "is missing" : "lacks service"),
                                "add equal: " + withService(rule.equal()))
                        .asWarning());
    }

    private static String withService(List<String> labels) {
        return labels.isEmpty() ? "[service]" : "[" + String.join(", ", labels) + ", service]";
    }
}

package dev.headroom.receiver.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which way each alert takes that Headroom acts on, and the Watchdog. */
public final class RouteList {
    private static final List<String> HEADS =
            List.of("ALERT", "RECEIVERS", "ROUTE TO HEADROOM", "WAIT", "INTERVAL", "REPEAT", "PAUSES");

    private RouteList() {}

    public static String text(Tree tree) {
        if (tree.routing().isEmpty()) {
            return "There is no alertmanager/alertmanager.yml that could be read.\n";
        }
        List<List<String>> rows = new ArrayList<>(List.of(HEADS));
        tree.rules().alerts().stream()
                .filter(alert -> alert.scalesOrGates()
                        || alert.isOneOf(tree.settings().config().watchdog()))
                .forEach(alert -> rows.add(row(tree, tree.routing().get(), alert)));
        return TextReport.columns(rows);
    }

    private static List<String> row(Tree tree, Routing routing, Alert alert) {
        String receivers = routing.taken(alert.routed()).stream()
                .map(Route::receiver)
                .distinct()
                .collect(Collectors.joining(", "));
        return routing.to(RouteChecks.receiver(tree), alert.routed())
                .map(route -> List.of(
                        alert.name(),
                        receivers,
                        route.place().toString(),
                        Durations.words(route.timing().first()),
                        Durations.words(route.timing().interval()),
                        Durations.words(route.timing().repeat()),
                        route.pauses().stream().map(Route.Pause::key).collect(Collectors.joining(", "))))
                .orElseGet(() -> List.of(alert.name(), receivers, "none", "", "", "", ""));
    }
}

package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.PromqlException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An alert of alert-rules/, as far as others draw or name it.
 *
 * @param high whether it fires above its threshold
 * @param condition threshold and duration, like {@code > 0.70 for 3m}
 * @param scale {@code up} or {@code down}; empty where it does not scale
 * @param dashboard uid of the dashboard that its annotation leads to
 */
public record ShippedAlert(
        String name,
        String signal,
        boolean high,
        BigDecimal threshold,
        String condition,
        String scale,
        String service,
        String runbook,
        String dashboard) {

    private static final Tree TREE = Tree.read(Trees.SHIPPED);

    /** All that compare a signal with a number, by name. */
    public static List<ShippedAlert> all() {
        return TREE.rules().alerts().stream()
                .filter(alert -> alert.expression().threshold().isPresent())
                .map(ShippedAlert::of)
                .toList();
    }

    private static ShippedAlert of(Alert alert) {
        Comparison threshold = alert.expression().threshold().orElseThrow();
        Function<String, String> annotation =
                key -> alert.annotations().get(key).text();
        return new ShippedAlert(
                alert.name(),
                threshold.signal(),
                threshold.isHigh() || threshold.operator().equals("!="),
                BigDecimal.valueOf(threshold.value()),
                threshold.threshold() + " for " + Durations.words(alert.pending()),
                alert.scale(),
                alert.label("service"),
                annotation.apply("runbook_url"),
                annotation.apply("dashboard_url").replaceAll(".*/d/", ""));
    }

    /** Names of the recording rules. */
    public static Set<String> signals() {
        return TREE.rules().signals().stream().map(Signal::name).collect(Collectors.toSet());
    }

    /** Names of the metrics that a query of a dashboard reads; none of what is no query. */
    public static Set<String> metricsIn(String expression) {
        try {
            return Expr.parse(Variables.filled(expression))
                    .deep(Expr.Selector.class)
                    .map(Expr.Selector::name)
                    .collect(Collectors.toSet());
        } catch (PromqlException e) {
            return Set.of();
        }
    }
}

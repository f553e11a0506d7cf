package dev.headroom.receiver.lint;

import dev.headroom.receiver.lint.Dashboard.Panel;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the thresholds that a dashboard draws are those at which its alerts fire. */
final class DashboardChecks {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private DashboardChecks() {}

    static Stream<Finding> otherThresholds(Tree tree) {
        return tree.dashboards().stream()
                .flatMap(dashboard -> dashboard.panels().stream())
                .flatMap(panel -> otherThresholds(tree, panel));
    }

    private static Stream<Finding> otherThresholds(Tree tree, Panel panel) {
        List<Alert> alerts = tree.rules().alerts().stream()
                .filter(alert -> alert.expression()
                        .threshold()
                        .filter(threshold -> isShown(panel, threshold))
                        .isPresent())
                .toList();
        Set<BigDecimal> numbers = alerts.stream().map(DashboardChecks::number).collect(Collectors.toSet());
        return panel.thresholds().stream()
                .filter(drawn -> !numbers.isEmpty() && !numbers.contains(number(panel, drawn)))
                .map(drawn -> new Finding(
                        drawn.place(),
                        "dashboard-threshold",
                        "panel \"" + panel.title() + "\" draws a threshold at " + drawn.text() + ", but "
                                + words(alerts),
                        "draw it where the alert fires"));
    }

    /** A query shows a signal where it names it, and does not ask for the labels of another service. */
    private static boolean isShown(Panel panel, Comparison threshold) {
        return panel.queries().stream()
                .map(Yaml::text)
                .anyMatch(query -> Promql.metrics(query).contains(threshold.signal())
                        && threshold.labels().entrySet().stream()
                                .noneMatch(label -> asksForAnother(query, label.getKey(), label.getValue())));
    }

    private static boolean asksForAnother(String query, String label, String value) {
        return Pattern.compile("\\b" + label + " *= *\"([^\"$]*)\"")
                .matcher(query)
                .results()
                .anyMatch(match -> !match.group(1).equals(value));
    }

    private static BigDecimal number(Alert alert) {
        return alert.expression().threshold().orElseThrow().value().stripTrailingZeros();
    }

    private static BigDecimal number(Panel panel, Yaml drawn) {
        BigDecimal number = new BigDecimal(drawn.text());
        return (panel.percent() ? number.divide(HUNDRED) : number).stripTrailingZeros();
    }

    private static String words(List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> alert.name() + " fires at "
                        + alert.expression().threshold().orElseThrow().threshold())
                .collect(Collectors.joining(", "));
    }
}

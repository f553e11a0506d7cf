package dev.headroom.receiver.lint;

import dev.headroom.receiver.lint.Dashboard.Panel;
import dev.headroom.receiver.promql.Expr.LabelMatcher;
import dev.headroom.receiver.promql.Expr.Selector;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /** Grafana keeps one of two dashboards with the same uid, and mixes up two panels with the same id. */
    static Stream<Finding> sameIds(Tree tree) {
        Stream<Yaml> uids = tree.dashboards().stream()
                .flatMap(dashboard -> dashboard.yaml().get("uid").stream())
                .filter(uid -> !uid.text().isEmpty());
        Stream<Finding> panels = tree.dashboards().stream()
                .flatMap(dashboard -> repeated(dashboard.panelIds(), "two panels of this dashboard have the id "));
        return Stream.concat(repeated(uids, "another dashboard has the uid "), panels);
    }

    private static Stream<Finding> repeated(Stream<Yaml> ids, String message) {
        Set<String> seen = new HashSet<>();
        return ids.filter(id -> !seen.add(id.text()))
                .map(id -> new Finding(id.place(), Rule.SAME_UID, message + id.text(), "give it one of its own"));
    }

    static Stream<Expression> queries(Tree tree) {
        return tree.dashboards().stream().flatMap(dashboard -> dashboard.queries().values().stream());
    }

    /** Panels that would show an error in place of their lines. */
    static Stream<Finding> invalidQueries(Tree tree) {
        return queries(tree)
                .filter(query -> query.parsed().isEmpty() && !query.text().isEmpty())
                .map(Promtool::refused);
    }

    private static Stream<Finding> otherThresholds(Tree tree, Panel panel) {
        if (panel.thresholds().isEmpty()) {
            return Stream.empty();
        }
        List<Alert> alerts = tree.rules().alerts().stream()
                .filter(alert -> alert.expression()
                        .threshold()
                        .filter(threshold -> threshold.isFinite() && isShown(panel, threshold))
                        .isPresent())
                .toList();
        Set<BigDecimal> numbers = alerts.stream().map(DashboardChecks::number).collect(Collectors.toSet());
        return panel.thresholds().stream()
                .filter(drawn -> !numbers.isEmpty() && !numbers.contains(number(panel, drawn)))
                .map(drawn -> new Finding(
                        drawn.place(),
                        Rule.DASHBOARD_THRESHOLD,
                        "panel \"" + panel.title() + "\" draws a threshold at " + drawn.text() + ", but "
                                + words(alerts),
                        "draw it where the alert fires"));
    }

    /** A query shows a signal where it names it, and does not ask for the labels of another service. */
    private static boolean isShown(Panel panel, Comparison threshold) {
        return panel.queries().stream()
                .flatMap(query -> query.deep(Selector.class))
                .anyMatch(selector -> selector.name().equals(threshold.signal())
                        && selector.matchers().stream().noneMatch(matcher -> asksForAnother(matcher, threshold)));
    }

    private static boolean asksForAnother(LabelMatcher matcher, Comparison threshold) {
        String wanted = threshold.labels().get(matcher.label());
        return wanted != null
                && matcher.operator().equals("=")
                && !matcher.value().contains("$")
                && !matcher.value().equals(wanted);
    }

    private static BigDecimal number(Alert alert) {
        return BigDecimal.valueOf(alert.expression().threshold().orElseThrow().value())
                .stripTrailingZeros();
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

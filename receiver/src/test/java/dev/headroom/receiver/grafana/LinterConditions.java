package dev.headroom.receiver.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.lint.ShippedAlert;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The conditions of grafana/dashboard-linter, named as there, but for those that dashboards/.lint excludes and those of
 * Loki; and one in the place of the excluded ones, {@code target-service}.
 */
final class LinterConditions {
    private static final Set<String> WITH_DATASOURCE = Set.of("singlestat", "graph", "table", "timeseries");
    private static final Set<String> WITH_TITLE = Set.of("stat", "singlestat", "graph", "table", "timeseries", "gauge");
    private static final Set<String> WITH_PROMQL =
            Set.of("singlestat", "gauge", "table", "stat", "state-timeline", "timeseries", "heatmap");

    /** Those of Grafana's units that have a place here. */
    private static final Set<String> UNITS = Set.of(
            "none",
            "short",
            "percent",
            "percentunit",
            "bytes",
            "decbytes",
            "Bps",
            "s",
            "ms",
            "reqps",
            "ops",
            "cps",
            "hertz",
            "celsius",
            "watt",
            "dtdurations",
            "bool");

    private static final Pattern VARIABLE_QUERY =
            Pattern.compile("(label_values|label_names|metrics|query_result)\\(.+\\)");
    private static final Pattern RATE = Pattern.compile("\\bi?rate\\s*\\(\\s*[^\\[\\]]*\\[([^\\]]*)]");
    private static final Pattern COUNTER = Pattern.compile("(\\w+\\s*\\(\\s*)?\\b[a-z_]+_total\\b");
    private static final Pattern RATED = Pattern.compile("(?:i?rate|increase)\\s*\\(\\s*[a-z_]+_total");
    private static final Pattern SELECTOR = Pattern.compile("\\b([a-z_]+(?::[a-z0-9_:]+)?)\\b(?:\\{([^}]*)})?");

    private final JsonNode dashboard;
    private final Predicate<String> hasService;
    private final List<String> violations = new ArrayList<>();

    private LinterConditions(JsonNode dashboard, Predicate<String> hasService) {
        this.dashboard = dashboard;
        this.hasService = hasService;
    }

    /**
     * What is not kept, each as {@code condition: where}.
     *
     * @param hasService whether the series of a metric have the label {@code service}
     */
    static List<String> violations(JsonNode dashboard, Predicate<String> hasService) {
        LinterConditions conditions = new LinterConditions(dashboard, hasService);
        conditions.variables();
        Json.panels(dashboard).forEach(conditions::panel);
        return conditions.violations;
    }

    private void require(boolean kept, String condition, String where) {
        if (!kept) {
            violations.add(condition + ": " + where);
        }
    }

    private Stream<JsonNode> variables(String type) {
        return Json.each(dashboard.at("/templating/list"))
                .filter(variable -> variable.path("type").asText().equals(type));
    }

    private void variables() {
        List<JsonNode> sources = variables("datasource").toList();
        require(
                sources.size() == 1
                        && sources.get(0).path("name").asText().equals("datasource")
                        && sources.get(0).path("label").asText().equals("Data source"),
                "template-datasource",
                "templating");
        variables("query").forEach(variable -> {
            String name = variable.path("name").asText();
            require(
                    VARIABLE_QUERY.matcher(variable.at("/query/query").asText()).matches(),
                    "template-label-promql",
                    name);
            require(variable.path("refresh").asInt() == 2, "template-on-time-change-reload", name);
        });
        require(
                dashboard.path("editable").isBoolean()
                        && !dashboard.path("editable").asBoolean(),
                "uneditable-dashboard",
                "");
    }

    private void panel(JsonNode panel) {
        String where = panel.path("title").asText();
        String type = panel.path("type").asText();
        if (WITH_DATASOURCE.contains(type)) {
            require(panel.at("/datasource/uid").asText().equals("${datasource}"), "panel-datasource", where);
        }
        if (WITH_TITLE.contains(type)) {
            require(
                    !where.isBlank() && !panel.path("description").asText().isBlank(),
                    "panel-title-description",
                    where);
            require(!panel.path("targets").isEmpty(), "panel-no-targets", where);
            require(UNITS.contains(panel.at("/fieldConfig/defaults/unit").asText()), "panel-units", where);
        }
        if (WITH_PROMQL.contains(type)) {
            Json.expressions(panel).forEach(expr -> target(expr, where));
        }
    }

    private void target(String expr, String where) {
        require(!expr.isBlank(), "target-promql", where);
        require(
                RATE.matcher(expr).results().allMatch(rate -> rate.group(1).equals("$__rate_interval")),
                "target-rate-interval",
                where);
        require(
                COUNTER.matcher(expr)
                        .results()
                        .allMatch(counter -> RATED.matcher(counter.group()).matches()),
                "target-counter-agg",
                where);
        require(
                SELECTOR.matcher(expr)
                        .results()
                        .filter(selector -> ShippedAlert.metricsIn(expr).contains(selector.group(1)))
                        .filter(selector -> hasService.test(selector.group(1)))
                        .allMatch(selector -> asksForService(selector.group(2))),
                "target-service",
                where);
    }

    private boolean asksForService(String matchers) {
        Set<String> asked = matchers == null
                ? Set.of()
                : Stream.of(matchers.split(",")).map(String::strip).collect(Collectors.toSet());
        return asked.contains("service=~\"$service\"")
                || asked.stream().anyMatch(one -> one.matches("service=\"[a-z-]+\""));
    }
}

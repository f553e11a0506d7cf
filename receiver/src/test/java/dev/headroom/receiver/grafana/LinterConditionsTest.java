package dev.headroom.receiver.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.lint.ShippedAlert;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The dashboards keep the conditions of grafana/dashboard-linter; each condition notices when it is not kept. */
class LinterConditionsTest {
    private static final List<MetricTable> METRICS = MetricTable.rows();

    static List<JsonNode> dashboards() {
        return Json.dashboards();
    }

    private static boolean hasService(String metric) {
        return metric.startsWith("service:")
                || metric.startsWith("service_container:")
                || metric.equals("ALERTS")
                || METRICS.stream().anyMatch(row -> row.covers(metric) && row.hasService());
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("dashboards")
    void everyConditionIsKept(JsonNode dashboard) {
        assertThat(LinterConditions.violations(dashboard, LinterConditionsTest::hasService))
                .as(dashboard.path("uid").asText())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            template-datasource            | "name": "datasource"           | "name": "ds"
            template-label-promql          | "query": "label_values(        | "query": "labels(
            template-on-time-change-reload | "refresh": 2                   | "refresh": 1
            panel-datasource               | "uid": "${datasource}"         | "uid": "P1"
            panel-title-description        | "title": "Replicas wanted"     | "title": ""
            panel-no-targets               | "targets":                     | "queries" :
            panel-units                    | "unit": "percentunit"          | "unit": "cores"
            target-promql                  | "expr": "service:cpu           | "expr": "", "was": "service:cpu
            target-rate-interval           | increase(                       | rate(x[5m]) + increase(
            target-counter-agg             | increase(headroom_scaling       | max(headroom_scaling
            target-service                 | service=~\\"$service\\"           | service=~\\".+\\"
            uneditable-dashboard           | "editable": false              | "editable": true
            """)
    void aConditionNoticesItsBreach(String condition, String good, String bad) throws IOException {
        String text = Files.readString(Source.FOLDER.resolve("dashboards/headroom-overview.json"));
        assertThat(text).contains(good);
        assertThat(LinterConditions.violations(Json.parse(text.replace(good, bad)), LinterConditionsTest::hasService))
                .anySatisfy(violation -> assertThat(violation).startsWith(condition + ":"));
    }

    /** Grafana's linter itself leaves out the same four, each with its reason. */
    @Test
    void whatIsLeftOutIsWrittenDown() throws IOException {
        JsonNode lint = new com.fasterxml.jackson.databind.ObjectMapper()
                .valueToTree(new Yaml().load(Files.readString(Source.FOLDER.resolve("dashboards/.lint"))));
        assertThat(lint.path("exclusions").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "template-job-rule", "template-instance-rule", "target-job-rule", "target-instance-rule");
        assertThat(lint.path("exclusions"))
                .allSatisfy(rule -> assertThat(rule.path("reason").asText()).isNotBlank());
    }

    /** The linter has the same check; here it names the dashboards' side, with who exports what. */
    @Test
    void everyMetricIsExportedBySomebodyWhomTheDocumentNames() {
        assertThat(dashboards().stream()
                        .flatMap(dashboard -> Json.panels(dashboard).flatMap(Json::expressions))
                        .flatMap(expr -> ShippedAlert.metricsIn(expr).stream()))
                .hasSizeGreaterThan(60)
                .allSatisfy(metric -> assertThat(metric.equals("ALERTS")
                                || ShippedAlert.signals().contains(metric)
                                || METRICS.stream().anyMatch(row -> row.covers(metric)))
                        .as(metric)
                        .isTrue());
    }
}

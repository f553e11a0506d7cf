package dev.headroom.receiver.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every query of every dashboard on a real Prometheus: on one with an hour of data and the shipped rules each shows
 * something sensible, on an empty one none is an error.
 */
@ParameterizedClass
@EnumSource(Generation.class)
class DashboardsIT {
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{ *([a-z_]+) *}}");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\(([^,]+), *([a-z_]+)\\)");

    @Parameter
    Generation generation;

    @TempDir
    static Path folder;

    private static Servers servers;
    private static long end;
    private static Prometheus full;
    private static Prometheus empty;

    @BeforeParameterizedClassInvocation
    static void start(Generation generation) throws IOException {
        servers = new Servers();
        generation.assumeHas(DashboardsIT.class, "prometheus", "promtool");
        Path own = folder.resolve(generation.name());
        end = Instant.now().getEpochSecond();
        full = servers.add(Prometheus.withAnHour(generation, own.resolve("full"), end));
        empty = servers.add(Prometheus.empty(generation, own.resolve("empty")));
        Waiting.until("the rules have come to their last level", () -> settled());
    }

    private static boolean settled() {
        Stream<String> signals = Stream.of(
                "service:load_if_one_fewer:max10m",
                "service:load_if_one_fewer:max1h",
                "service:ups_at_max:count",
                "service:signals_missing:count",
                "mode:cache_hit:ratio_rate10m");
        Stream<String> alerts = Json.dashboards().stream()
                .flatMap(dashboard -> annotations(dashboard)
                        .map(one -> filled(one.path("expr").asText())))
                .filter(expr -> expr.startsWith("ALERTS"));
        return Stream.concat(signals, alerts).noneMatch(expr -> full.now(expr).isEmpty());
    }

    /** What is marked in the dashboard's graphs. */
    private static Stream<JsonNode> annotations(JsonNode dashboard) {
        return Json.each(dashboard.at("/annotations/list")).filter(annotation -> annotation.has("expr"));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        servers.close();
    }

    static List<JsonNode> dashboards() {
        return Json.dashboards();
    }

    /** As Grafana fills its variables in. */
    private static String filled(String expr) {
        return expr.replace("$__rate_interval", "1m").replace("$__range", "1h").replace("$service", ".+");
    }

    /** The next full second, so that what was recorded within this one is seen. */
    private static long soon() {
        return Instant.now().getEpochSecond() + 1;
    }

    private static List<JsonNode> series(String expr) {
        return full.range(filled(expr), end - 30, soon(), 1);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("dashboards")
    void everyPanelShowsFiniteValuesThatFitItsUnit(JsonNode dashboard) {
        Json.panels(dashboard)
                .forEach(panel -> Json.each(panel.path("targets")).forEach(target -> {
                    String where = Json.name(dashboard, panel) + ": "
                            + target.path("expr").asText();
                    List<JsonNode> series = series(target.path("expr").asText());
                    assertThat(series).as(where).isNotEmpty();
                    series.forEach(one -> {
                        assertThat(one.path("metric").fieldNames())
                                .toIterable()
                                .as(where)
                                .containsAll(labels(target.path("legendFormat").asText()));
                        assertThat(values(one)).as(where).isNotEmpty().allSatisfy(value -> fits(panel, value));
                    });
                }));
    }

    private static Set<String> labels(String legend) {
        return LEGEND_LABEL
                .matcher(legend)
                .results()
                .map(label -> label.group(1))
                .collect(Collectors.toSet());
    }

    private static List<Double> values(JsonNode series) {
        return Json.each(series.path("values"))
                .map(pair -> Double.valueOf(pair.get(1).asText().replace("+Inf", "Infinity")))
                .toList();
    }

    private static void fits(JsonNode panel, double value) {
        JsonNode defaults = panel.at("/fieldConfig/defaults");
        assertThat(value).isFinite();
        if (defaults.has("min")) {
            assertThat(value).isGreaterThanOrEqualTo(defaults.path("min").asDouble());
        }
        if (defaults.has("max")) {
            assertThat(value).isLessThanOrEqualTo(defaults.path("max").asDouble());
        }
        if (defaults.path("unit").asText().equals("percentunit")) {
            assertThat(value).isBetween(0.0, 10.0);
        }
        if (!defaults.path("mappings").isEmpty()) {
            assertThat(defaults.at("/mappings/0/options").fieldNames())
                    .toIterable()
                    .contains(Integer.toString((int) value));
        }
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("dashboards")
    void annotationsAndVariablesFindSomething(JsonNode dashboard) {
        annotations(dashboard).forEach(annotation -> {
            String expr = filled(annotation.path("expr").asText());
            List<JsonNode> found = full.range(expr, end - 600, soon(), 1);
            assertThat(found).as(expr).isNotEmpty();
            assertThat(found)
                    .allSatisfy(one -> assertThat(one.path("metric").fieldNames())
                            .toIterable()
                            .as(expr)
                            .containsAll(labels(annotation.path("titleFormat").asText()))
                            .containsAll(
                                    List.of(annotation.path("tagKeys").asText().split(","))));
        });
        Json.each(dashboard.at("/templating/list"))
                .filter(variable -> variable.path("type").asText().equals("query"))
                .forEach(variable -> {
                    Matcher query =
                            LABEL_VALUES.matcher(variable.at("/query/query").asText());
                    assertThat(query.matches()).isTrue();
                    assertThat(full.labelValues(query.group(2), query.group(1)))
                            .containsExactly("app", "worker-llm", "worker-rl");
                });
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("dashboards")
    void anEmptyPrometheusIsNoError(JsonNode dashboard) {
        Json.panels(dashboard).forEach(panel -> {
            boolean nothing = Json.expressions(panel)
                    .map(expr -> empty.now(filled(expr)))
                    .toList()
                    .contains(List.<JsonNode>of());
            boolean single = Set.of("stat", "gauge").contains(panel.path("type").asText());
            if (single && nothing) {
                assertThat(panel.at("/fieldConfig/defaults/noValue").asText())
                        .as(Json.name(dashboard, panel))
                        .isNotBlank();
            }
        });
        Json.each(dashboard.at("/annotations/list"))
                .filter(annotation -> annotation.has("expr"))
                .forEach(annotation -> assertThat(
                                empty.now(filled(annotation.path("expr").asText())))
                        .isEmpty());
    }

    /** So that a typing error in a metric's name cannot pass: the data has exactly what is exported. */
    @Test
    void theSyntheticHourHasNoMetricThatNobodyExports() {
        Set<String> names = full
                .now(
                        "count by (__name__) ({__name__=~\"[a-z].*\", __name__!~\".*:.*|ALERTS.*|up|scrape_.*|prometheus_.*\"})")
                .stream()
                .map(one -> one.at("/metric/__name__").asText())
                .collect(Collectors.toSet());
        List<MetricTable> rows = MetricTable.rows();
        assertThat(names)
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> assertThat(rows).as(name).anyMatch(row -> row.covers(name)));
    }
}

package dev.headroom.receiver.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.lint.ShippedAlert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards are what their sources say, and what the alert rules and the specification say. */
class DashboardsTest {
    private static final Path SPECIFIED = Path.of("src/test/resources/grafana/specified-panel.json");

    static List<Source> sources() {
        return Source.all();
    }

    static List<JsonNode> dashboards() {
        return Json.dashboards();
    }

    /** With {@code -Dheadroom.write=true} it writes the dashboards anew. */
    @ParameterizedTest(name = "{index}")
    @MethodSource("sources")
    void aDashboardIsWhatItsSourceSays(Source source) throws IOException {
        String expected = DashboardJson.text(source);
        if (Boolean.getBoolean("headroom.write")) {
            Files.createDirectories(source.written().getParent());
            Files.writeString(source.written(), expected);
        }
        assertThat(Files.readString(source.written()).equals(expected))
                .as(
                        "%s is what %s.yml says; else write it anew with -Dheadroom.write=true",
                        source.written(), source.uid())
                .isTrue();
    }

    @Test
    void everyDashboardHasASourceAndAUidOfItsOwn() {
        Set<String> sources = sources().stream().map(Source::uid).collect(Collectors.toSet());
        assertThat(dashboards())
                .hasSize(8)
                .extracting(dashboard -> dashboard.path("uid").asText())
                .doesNotHaveDuplicates()
                .hasSameElementsAs(sources);
        assertThat(dashboards())
                .extracting(dashboard -> dashboard.path("title").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void thePanelOfTheSpecificationIsThereAsItIsWritten() throws IOException {
        JsonNode specified = Json.parse(Files.readString(SPECIFIED));
        JsonNode ours = dashboards().stream()
                .filter(dashboard -> dashboard.path("uid").asText().equals("headroom-cache"))
                .flatMap(Json::panels)
                .filter(panel -> panel.path("id").asInt() == 22)
                .findFirst()
                .orElseThrow();
        assertThat(differences("panel", specified, ours)).isEmpty();
        assertThat(ours.at("/fieldConfig/overrides")).hasSize(1);
        assertThat(ours.path("targets")).hasSize(3);
    }

    /** Where {@code ours} lacks or changes what is specified; more keys may be there. */
    private static List<String> differences(String at, JsonNode specified, JsonNode ours) {
        List<String> found = new ArrayList<>();
        if (specified.isObject()) {
            specified
                    .properties()
                    .forEach(key -> found.addAll(
                            differences(at + "." + key.getKey(), key.getValue(), ours.path(key.getKey()))));
        } else if (specified.isArray()) {
            for (int i = 0; i < specified.size(); i++) {
                found.addAll(differences(at + "[" + i + "]", specified.get(i), ours.path(i)));
            }
        } else if (!same(specified, ours)) {
            found.add(at + " is " + ours + ", specified is " + specified);
        }
        return found;
    }

    private static boolean same(JsonNode specified, JsonNode ours) {
        return specified.isNumber() ? specified.asDouble() == ours.asDouble() : specified.equals(ours);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("dashboards")
    void panelsLieInTheGridAndNotOnEachOther(JsonNode dashboard) {
        Map<String, String> cells = new TreeMap<>();
        Json.each(dashboard.path("panels")).forEach(panel -> {
            JsonNode at = panel.path("gridPos");
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isBetween(1, 24);
            for (int x = at.path("x").asInt();
                    x < at.path("x").asInt() + at.path("w").asInt();
                    x++) {
                for (int y = at.path("y").asInt();
                        y < at.path("y").asInt() + at.path("h").asInt();
                        y++) {
                    String other = cells.put(x + "," + y, panel.path("title").asText());
                    assertThat(other).as(Json.name(dashboard, panel)).isNull();
                }
            }
        });
        assertThat(Json.each(dashboard.path("panels"))
                        .map(panel -> panel.path("id").asInt()))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyAlertIsDrawnOnTheDashboardThatItLeadsTo() {
        Map<String, Source> byUid = sources().stream().collect(Collectors.toMap(Source::uid, source -> source));
        assertThat(ShippedAlert.all()).hasSizeGreaterThan(35).allSatisfy(alert -> {
            assertThat(byUid).containsKey(alert.dashboard());
            assertThat(byUid.get(alert.dashboard()).panels().flatMap(panel -> panel.alerts().stream()))
                    .contains(alert.name());
        });
    }

    /** The linter finds thresholds that no alert has; here: each alert's is drawn, where its own signal is. */
    @Test
    void aPanelDrawsTheThresholdOfEachAlertOverItsSignal() {
        Map<String, ShippedAlert> alerts =
                ShippedAlert.all().stream().collect(Collectors.toMap(ShippedAlert::name, alert -> alert));
        sources()
                .forEach(source -> source.panels()
                        .forEach(panel -> panel.alerts().forEach(name -> {
                            ShippedAlert alert = alerts.get(name);
                            JsonNode drawn = panel(source, panel.id());
                            assertThat(Json.each(drawn.at("/fieldConfig/defaults/thresholds/steps"))
                                            .map(step -> step.path("value"))
                                            .filter(JsonNode::isNumber)
                                            .map(JsonNode::asDouble))
                                    .as(source.uid() + " / " + panel.title())
                                    .contains(alert.threshold().doubleValue());
                            assertThat(Json.expressions(drawn).flatMap(expr -> ShippedAlert.metricsIn(expr).stream()))
                                    .as(source.uid() + " / " + panel.title())
                                    .contains(alert.signal());
                            assertThat(drawn.path("description").asText()).contains(alert.condition(), alert.runbook());
                        })));
    }

    private static JsonNode panel(Source source, int id) {
        return Json.panels(Json.read(source.written()))
                .filter(panel -> panel.path("id").asInt() == id)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("dashboards")
    void descriptionsLinkOnlyToRunbooksThatExist(JsonNode dashboard) {
        Json.panels(dashboard).forEach(panel -> {
            for (String link : panel.path("description").asText().split("\\]\\(")) {
                if (link.startsWith("http")) {
                    assertThat(runbook(link.substring(0, link.indexOf(')'))))
                            .as(Json.name(dashboard, panel))
                            .isTrue();
                }
            }
        });
    }

    private static boolean runbook(String url) {
        String[] parts = url.replaceFirst(".*/blob/main/", "").split("#");
        Path file = Source.FOLDER.getParent().resolve(parts[0]);
        try {
            return Files.readAllLines(file).stream().anyMatch(line -> line.equalsIgnoreCase("## " + parts[1]));
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void everyMetricOfHeadroomAndItsSignalsIsShownSomewhere() {
        Set<String> shown = dashboards().stream()
                .flatMap(dashboard -> Json.panels(dashboard).flatMap(Json::expressions))
                .flatMap(expr -> ShippedAlert.metricsIn(expr).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> compared =
                ShippedAlert.all().stream().map(ShippedAlert::signal).collect(Collectors.toSet());
        Set<String> missing = new HashSet<>(compared);
        missing.removeAll(shown);
        assertThat(missing).as("signals that alerts compare, on no dashboard").isEmpty();
        assertThat(Stream.of(
                                "headroom_replicas",
                                "headroom_decisions_total",
                                "headroom_scaling_actions_total",
                                "headroom_cooldown_remaining_seconds",
                                "headroom_evidence_age_seconds",
                                "headroom_override_expires_timestamp_seconds",
                                "headroom_webhook_requests_total",
                                "headroom_firing_alerts",
                                "headroom_leader")
                        .filter(metric -> !shown.contains(metric)))
                .isEmpty();
    }

    /** People see a dashboard before they have a Grafana. */
    @Test
    void everyDashboardHasItsPictureInTheDocuments() throws IOException {
        String document = Files.readString(Distribution.ROOT.resolve("docs/dashboards.md"));
        for (Source source : Source.all()) {
            assertThat(document).contains("](images/" + source.uid() + ".png)");
            assertThat(Files.size(Distribution.ROOT.resolve("docs/images/" + source.uid() + ".png")))
                    .isBetween(20_000L, 300_000L);
        }
    }

    /** A signal has its name and {@code vector(0)} has none: where it had a gap they would be two series, and two numbers. */
    @Test
    void whatFallsBackToZeroIsOneSeries() {
        assertThat(Source.all().stream().flatMap(Source::panels).flatMap(panel -> panel.queries().stream()))
                .extracting(Source.Query::expr)
                .filteredOn(expr -> expr.contains("or vector"))
                .hasSizeGreaterThan(4)
                .allMatch(expr -> expr.matches("(?s)(max|min|sum|count)\\(.*\\) or vector\\(0\\)"));
    }
}

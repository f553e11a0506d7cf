package dev.headroom.clients.prometheus;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.headroom.clients.http.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PrometheusTest {
    private static final String EXPRESSION = "sum by (mode) (rate(hits[5m]))";

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private static void answers(ResponseDefinitionBuilder answer) {
        SERVER.stubFor(get(urlPathEqualTo("/base/api/v1/query"))
                .withQueryParam("query", equalTo(EXPRESSION))
                .willReturn(answer));
    }

    private static List<Sample> query() throws IOException {
        return new Prometheus(Endpoint.open(URI.create(SERVER.baseUrl() + "/base/")))
                .query(EXPRESSION, Duration.ofSeconds(20));
    }

    @Test
    void numbersAreReadAsPrometheusWritesThem() throws IOException {
        answers(okJson("""
                {"status": "success", "data": {"resultType": "vector", "result": [
                  {"metric": {"__name__": "hits", "mode": "fast"}, "value": [1795521600.0, "2.5e+01"]},
                  {"metric": {"mode": "slow"}, "value": [1795521600.0, "NaN"]},
                  {"metric": {}, "value": [1795521600.0, "+Inf"]},
                  {"metric": {}, "value": [1795521600.0, "-Inf"]}]}}"""));
        assertThat(query())
                .containsExactly(
                        new Sample(Map.of("__name__", "hits", "mode", "fast"), 25),
                        new Sample(Map.of("mode", "slow"), Double.NaN),
                        new Sample(Map.of(), Double.POSITIVE_INFINITY),
                        new Sample(Map.of(), Double.NEGATIVE_INFINITY));
        assertThat(query().get(0).label("mode")).isEqualTo("fast");
        assertThat(query().get(2).label("mode")).isEmpty();
    }

    @Test
    void nothingIsNoMistake() throws IOException {
        answers(okJson("{\"status\": \"success\", \"data\": {\"resultType\": \"vector\", \"result\": []}}"));
        assertThat(query()).isEmpty();
    }

    @Test
    void whatPrometheusComplainsAboutIsTold() {
        answers(aResponse()
                .withStatus(422)
                .withBody("{\"status\": \"error\", \"errorType\": \"execution\", \"error\": \"many\\nsamples\"}"));
        assertThatThrownBy(PrometheusTest::query).hasMessageEndingWith("was answered 422: many samples");
        answers(okJson("{\"status\": \"error\", \"error\": \"it is tired\"}"));
        assertThatThrownBy(PrometheusTest::query)
                .hasMessageEndingWith("did not answer as Prometheus does: it is tired");
    }

    @Test
    void whoIsNoPrometheusIsTold() {
        answers(aResponse().withStatus(404).withBody("<html>"));
        assertThatThrownBy(PrometheusTest::query).hasMessageEndingWith("was answered 404");
        answers(okJson("{}"));
        assertThatThrownBy(PrometheusTest::query).hasMessageEndingWith("did not answer as Prometheus does");
        answers(okJson("{\"status\": \"success\", \"data\": {\"result\": [{\"value\": [1, \"many\"]}]}}"));
        assertThatThrownBy(PrometheusTest::query).hasMessage("Prometheus gave \"many\" for a number");
    }

    private static final Range HOUR = new Range(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(15), 241);

    private static Prometheus server() {
        return new Prometheus(Endpoint.open(URI.create(SERVER.baseUrl() + "/base/")));
    }

    @Test
    void aRangeHasGapsAndIsAskedForInAForm() throws IOException {
        SERVER.stubFor(post(urlPathEqualTo("/base/api/v1/query_range"))
                .withRequestBody(
                        equalTo("query=up%20%3E%201&start=1767225600.000&end=1767229200.000&step=15.0&timeout=20s"))
                .willReturn(okJson("""
                {"status": "success", "data": {"resultType": "matrix", "result": [
                  {"metric": {"job": "a"}, "values": [[1767225600, "1"], [1767225630, "+Inf"], [1767229200, "NaN"]]}]}}""")));
        List<Points> series = server().query("up > 1", HOUR, Duration.ofSeconds(20));
        assertThat(series).singleElement().satisfies(points -> {
            assertThat(points.labels()).isEqualTo(Map.of("job", "a"));
            assertThat(IntStream.range(0, points.size()).map(points::index)).containsExactly(0, 2, 240);
            assertThat(IntStream.range(0, points.size()).mapToDouble(points::value))
                    .containsExactly(1.0, Double.POSITIVE_INFINITY, Double.NaN);
        });
        assertThat(HOUR.part(200, 100)).isEqualTo(new Range(HOUR.at(200), HOUR.step(), 41));
    }

    @Test
    void whoWantsToBeLeftAloneSaysForHowLong() {
        SERVER.stubFor(post(urlPathEqualTo("/base/api/v1/query_range"))
                .willReturn(aResponse().withStatus(429).withHeader("Retry-After", "7")));
        assertThatThrownBy(() -> server().query("up", HOUR, Duration.ofSeconds(20)))
                .isInstanceOfSatisfying(UnansweredException.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(429);
                    assertThat(refusal.pause()).contains(Duration.ofSeconds(7));
                })
                .hasMessageEndingWith("/base/api/v1/query_range was answered 429");
    }

    @Test
    void namesAndRecordingRulesAreTold() throws IOException {
        SERVER.stubFor(get(urlPathEqualTo("/base/api/v1/label/__name__/values"))
                .willReturn(okJson("{\"status\": \"success\", \"data\": [\"up\", \"a:b\"]}")));
        SERVER.stubFor(get(urlPathEqualTo("/base/api/v1/rules")).willReturn(okJson("""
                {"status": "success", "data": {"groups": [{"rules": [
                  {"name": "a:b", "query": "sum(up)"}, {"name": "a:b", "query": "up"}]}]}}""")));
        assertThat(server().names(HOUR.from(), HOUR.until(), Duration.ofSeconds(20)))
                .containsExactlyInAnyOrder("up", "a:b");
        assertThat(server().recorded(Duration.ofSeconds(20))).isEqualTo(Map.of("a:b", List.of("sum(up)", "up")));
    }
}

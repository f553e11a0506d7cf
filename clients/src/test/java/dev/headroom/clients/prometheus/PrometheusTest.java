package dev.headroom.clients.prometheus;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
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
import java.util.List;
import java.util.Map;
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
}

package dev.headroom.clients.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.temporaryRedirect;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One call: what is sent, what comes back, and which request got no answer, and why. */
class HttpCallsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MOST_BYTES = 1000;

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().dynamicHttpsPort().bindAddress("127.0.0.1"))
            .build();

    private final HttpCalls http = new HttpCalls(MOST_BYTES);

    private static URI at(String path) {
        return HttpCalls.below("http://127.0.0.1:" + SERVER.getPort() + "/", path);
    }

    @Test
    void jsonGoesAndComes() throws IOException {
        SERVER.stubFor(post("/orders")
                .withHeader("Content-Type", equalTo("application/json"))
                .withRequestBody(equalToJson("{\"tea\": 2}"))
                .willReturn(okJson("{\"id\": 7}").withStatus(201)));
        assertThat(http.post(at("/orders"), Map.of("tea", 2), LIMIT).path("id").asInt())
                .isEqualTo(7);
        SERVER.stubFor(get("/orders").willReturn(okJson("[7]")));
        assertThat(http.json(at("/orders"), LIMIT).path(0).asInt()).isEqualTo(7);
    }

    @Test
    void anAnswerOfAnotherStatusIsToldWithItsRequest() {
        SERVER.stubFor(post("/drain").willReturn(aResponse().withStatus(503)));
        assertThatThrownBy(() -> http.post(at("/drain"), LIMIT))
                .hasMessage("POST " + at("/drain") + " was answered 503");
        SERVER.stubFor(get("/page").willReturn(ok("<html>")));
        assertThatThrownBy(() -> http.json(at("/page"), LIMIT)).hasMessage(at("/page") + " did not answer with JSON");
    }

    @Test
    void overTlsThoseAreBelievedWhomJavaBelieves() {
        URI secret = URI.create("https://127.0.0.1:" + SERVER.getHttpsPort() + "/");
        assertThatThrownBy(() -> http.json(secret, LIMIT))
                .as("its certificate is one that it made itself")
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(SSLException.class);
    }

    @Test
    void aRedirectIsNotFollowed() {
        SERVER.stubFor(get("/away").willReturn(temporaryRedirect("/elsewhere")));
        assertThatThrownBy(() -> http.json(at("/away"), LIMIT)).hasMessageEndingWith("was answered 302");
        SERVER.verify(0, getRequestedFor(urlEqualTo("/elsewhere")));
    }

    @Test
    void anAnswerIsBoundedInBytes() throws IOException {
        SERVER.stubFor(get("/full").willReturn(ok("x".repeat(MOST_BYTES))));
        assertThat(http.must(HttpRequest.newBuilder(at("/full")), LIMIT, 200, 200)
                        .body())
                .hasSize(MOST_BYTES);
        SERVER.stubFor(get("/over").willReturn(ok("x".repeat(MOST_BYTES + 1))));
        assertThatThrownBy(() -> http.json(at("/over"), LIMIT))
                .hasMessageContaining("larger than 1000 bytes")
                .hasCauseInstanceOf(TooLargeException.class);
    }

    @Test
    void theWholeAnswerIsBoundedInTime() {
        SERVER.stubFor(get("/drip").willReturn(ok("x".repeat(100)).withChunkedDribbleDelay(50, 10_000)));
        assertThatThrownBy(() -> http.json(at("/drip"), Duration.ofSeconds(1)))
                .hasMessage("GET " + at("/drip") + " got no answer within 1 s")
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void nobodyThereAndSomebodyWhoBreaksOffAreToldApart() {
        assertThatThrownBy(() -> http.json(URI.create("http://127.0.0.1:1/x"), LIMIT))
                .hasMessage("GET http://127.0.0.1:1/x failed: nobody listens there, or no way leads there")
                .hasCauseInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> http.json(URI.create("http://nobody.invalid/x"), LIMIT))
                .hasMessage("GET http://nobody.invalid/x failed: no machine is known by that name");
        SERVER.stubFor(get("/reset").willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));
        assertThatThrownBy(() -> http.json(at("/reset"), LIMIT))
                .hasMessageStartingWith("GET " + at("/reset") + " failed: ")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void whoIsInterruptedStopsWaitingAndStaysInterrupted() {
        SERVER.stubFor(get("/slow").willReturn(ok().withFixedDelay(3_000)));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> http.json(at("/slow"), LIMIT)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aTokenIsShownWhereThereIsOneAndNeverTold() throws IOException {
        SERVER.stubFor(get("/who").willReturn(okJson("{}")));
        http.json(at("/who"), LIMIT);
        SERVER.verify(getRequestedFor(urlEqualTo("/who")).withHeader("Authorization", absent()));
        Access bearer = Access.OPEN.bearing("hush");
        new HttpCalls(MOST_BYTES, bearer).json(at("/who"), LIMIT);
        SERVER.verify(getRequestedFor(urlEqualTo("/who")).withHeader("Authorization", equalTo("Bearer hush")));
        assertThat(bearer.toString()).doesNotContain("hush");
    }

    @Test
    void whoIsNotLetInIsToldWhatToSet() {
        Access named = new Access(
                Access.OPEN.authorization(), Access.OPEN.tls(), new Access.Help("set the token", "set the authority"));
        HttpCalls calls = new HttpCalls(MOST_BYTES, named);
        for (int status : new int[] {401, 403}) {
            SERVER.stubFor(get("/closed").willReturn(aResponse().withStatus(status)));
            assertThatThrownBy(() -> calls.json(at("/closed"), LIMIT))
                    .hasMessage("GET " + at("/closed") + " was answered " + status + "; set the token");
        }
        SERVER.stubFor(get("/closed").willReturn(aResponse().withStatus(500)));
        assertThatThrownBy(() -> calls.json(at("/closed"), LIMIT)).hasMessageEndingWith("was answered 500");
    }

    @Test
    void aUserAndAPasswordInAUrlAreInNoMessage() {
        URI url = URI.create("http://ana:S3CRET@127.0.0.1:" + SERVER.getPort() + "/x");
        SERVER.stubFor(get("/x").willReturn(ok("<html>")));
        assertThatThrownBy(() -> http.json(url, LIMIT))
                .message()
                .doesNotContain("S3CRET")
                .contains("//127.0.0.1:");
        SERVER.stubFor(get("/x").willReturn(aResponse().withStatus(500)));
        assertThatThrownBy(() -> http.json(url, LIMIT))
                .message()
                .doesNotContain("S3CRET")
                .contains("//127.0.0.1:");
        URI nobody = URI.create("http://ana:S3CRET@127.0.0.1:1/x");
        assertThatThrownBy(() -> http.json(nobody, LIMIT)).message().doesNotContain("S3CRET");
    }

    @Test
    void textBecomesAPartOfAUrl() {
        assertThat(HttpCalls.below("http://host/base/", "/a?b=" + HttpCalls.encoded("x y+{\"z\"}")))
                .hasToString("http://host/base/a?b=x%20y%2B%7B%22z%22%7D");
    }
}

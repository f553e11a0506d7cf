package dev.headroom.receiver.target.compose;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A proxy before Docker that refuses, as HAProxy does it: with a page for people. */
@Timeout(60)
class RefusalsTest {
    private static final ServicePolicy APP = TargetContractTest.service("app", 1);
    private static final String STOP =
            "{\"Type\":\"container\",\"Action\":\"stop\",\"Actor\":{\"ID\":\"a1\"},\"time\":1795600000}\n";

    private final WireMockServer docker = new WireMockServer(
            WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());

    @BeforeEach
    void start() {
        docker.start();
        docker.stubFor(any(anyUrl()).atPriority(10).willReturn(refusal()));
        docker.stubFor(get(urlPathEqualTo("/containers/json"))
                .willReturn(okJson("[{\"Id\":\"a1\",\"Names\":[\"/shop-app-1\"],\"Labels\":{}}]")));
        container("exited");
    }

    private void container(String status) {
        docker.stubFor(get(urlPathEqualTo("/containers/a1/json")).willReturn(okJson("""
                        {"Id": "a1", "Name": "/shop-app-1", "Created": "2026-11-24T09:00:00Z", "Image": "sha256:aa",
                         "State": {"Status": "%s", "ExitCode": 1, "OOMKilled": true, "StartedAt": "2026-11-24T09:00:01Z",
                           "FinishedAt": "2026-11-24T10:00:00.25Z"},
                         "Config": {"Image": "app:1", "Labels": {"com.docker.compose.project": "shop", "com.docker.compose.version": "2.29.7",
                           "com.docker.compose.service": "app", "com.docker.compose.container-number": "1"}},
                         "HostConfig": {}, "NetworkSettings": {"Networks": {}}}
                        """.formatted(status))));
    }

    @AfterEach
    void stop() {
        docker.stop();
    }

    private static ResponseDefinitionBuilder refusal() {
        return aResponse()
                .withStatus(403)
                .withHeader("Content-Type", "text/html")
                .withBody("<html><body><h1>403 Forbidden</h1></body></html>");
    }

    private ComposeTarget target() {
        return new ComposeTarget("shop", URI.create("tcp://127.0.0.1:" + docker.port()), Fences.OPEN);
    }

    private int events() {
        return docker.findAll(getRequestedFor(urlPathEqualTo("/events"))).size();
    }

    @Test
    void withoutEventsWhatHasEndedIsLost() throws TargetException {
        try (ComposeTarget target = target()) {
            Observation seen = target.observe(APP);
            target.observe(APP);

            assertThat(seen.lost())
                    .extracting(Replica::note)
                    .containsExactly("ended by itself with exit code 1, out of memory, at 2026-11-24T10:00:00.25Z");
            assertThat(events()).as("a refusal is not asked for twice").isEqualTo(1);
        }
    }

    @Test
    void eachEndIsAskedForOnce() throws TargetException {
        docker.stubFor(get(urlPathEqualTo("/events")).willReturn(aResponse().withBody(STOP + STOP)));
        try (ComposeTarget target = target()) {
            for (int look = 0; look < 3; look++) {
                assertThat(target.observe(APP).replicas())
                        .extracting(Replica::state)
                        .containsExactly(ReplicaState.STOPPED);
            }
            assertThat(events()).isEqualTo(1);
        }
    }

    @Test
    void aChangeThatIsRefusedIsNoReasonToTryAgainButForThePerson() {
        try (ComposeTarget target = target()) {
            assertThatThrownBy(() -> target.scaleTo(APP, 1)).isInstanceOfSatisfying(TargetException.class, e -> {
                assertThat(e.kind()).isEqualTo(TargetException.Kind.NEVER);
                assertThat(e)
                        .hasMessage(
                                "Docker could not start container shop-app-1: HTTP status 403; let the socket proxy allow it, or whatever else stands before Docker");
            });
        }
    }

    @Test
    void aSecretThatMayNotBeCopiedIsAnObstacle() throws TargetException {
        container("running");
        docker.stubFor(get(urlPathEqualTo("/containers/a1/changes"))
                .willReturn(okJson("[{\"Path\":\"/run\",\"Kind\":0},{\"Path\":\"/run/secrets\",\"Kind\":1},"
                        + "{\"Path\":\"/run/secrets/token\",\"Kind\":1},{\"Path\":\"/app/cache\",\"Kind\":1}]")));
        try (ComposeTarget target = target()) {
            assertThat(target.observe(APP).obstacle())
                    .isEqualTo(
                            "app cannot have a further replica, Docker refuses to copy its secret /run/secrets/token: give the secret by file instead of environment, or let the socket proxy allow GET, HEAD and PUT of /containers/*/archive");
        }
    }

    @Test
    void whereNothingMayBeAskedOfFilesThereIsNoObstacle() throws TargetException {
        container("running");
        docker.stubFor(head(urlPathEqualTo("/containers/a1/archive")).willReturn(refusal()));
        try (ComposeTarget target = target()) {
            assertThat(target.observe(APP).obstacle()).isEmpty();
        }
    }
}

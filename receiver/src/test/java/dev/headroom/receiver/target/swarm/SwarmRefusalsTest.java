package dev.headroom.receiver.target.swarm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.TargetException.Kind;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A manager, or a proxy before it, that does not do what it is asked: what is tried again, and what only a person changes. */
@Timeout(60)
class SwarmRefusalsTest {
    private static final ServicePolicy APP = TargetContractTest.service("app", 1);
    private static final String UPDATE = "/services/s1/update";

    private final WireMockServer docker = new WireMockServer(
            WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());

    @BeforeEach
    void start() {
        docker.start();
        docker.stubFor(any(anyUrl()).atPriority(10).willReturn(refusal(403, "not allowed")));
        docker.stubFor(get(urlPathEqualTo("/tasks")).willReturn(okJson("[]")));
        docker.stubFor(get(urlPathEqualTo("/services/shop_app")).willReturn(okJson(service(1, 2))));
    }

    private static String service(int version, int replicas) {
        return """
                {"ID": "s1", "Version": {"Index": %d},
                 "Spec": {"Name": "shop_app", "Mode": {"Replicated": {"Replicas": %d}}, "TaskTemplate": {"ContainerSpec": {}}}}
                """.formatted(version, replicas);
    }

    private static ResponseDefinitionBuilder refusal(int status, String message) {
        return aResponse().withStatus(status).withBody("{\"message\": \"" + message + "\"}");
    }

    @AfterEach
    void stop() {
        docker.stop();
    }

    private void fails(Kind kind, String message) {
        fails(Fences.OPEN, kind, message);
    }

    private void fails(Fence fence, Kind kind, String message) {
        try (SwarmTarget target =
                new SwarmTarget("shop", URI.create("tcp://127.0.0.1:" + docker.port()), fence, System::nanoTime)) {
            assertThatThrownBy(() -> target.scaleTo(APP, 3, Set.of()))
                    .isInstanceOfSatisfying(
                            TargetException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                    .hasMessageContaining(message);
        }
    }

    private int updates() {
        return docker.findAll(postRequestedFor(urlMatching(UPDATE + ".*"))).size();
    }

    @Test
    void aProxyThatRefusesTheChangeIsForThePerson() {
        fails(Kind.NEVER, "Docker could not update service shop_app: not allowed; let the socket proxy allow it");
        assertThat(updates()).isEqualTo(1);
    }

    @Test
    void aManagerThatCannotNowIsAskedAgainLater() {
        docker.stubFor(post(urlPathEqualTo(UPDATE)).willReturn(refusal(500, "no leader")));
        fails(Kind.LATER, "no leader");
    }

    @Test
    void whoSetAnotherCountAtTheSameMomentHasTheLastWord() {
        docker.stubFor(post(urlPathEqualTo(UPDATE)).willReturn(refusal(500, "update out of sequence")));
        docker.stubFor(get(urlPathEqualTo("/services/shop_app"))
                .inScenario("changed")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(okJson(service(1, 2)))
                .willSetStateTo("by somebody"));
        docker.stubFor(get(urlPathEqualTo("/services/shop_app"))
                .inScenario("changed")
                .whenScenarioStateIs("by somebody")
                .willReturn(okJson(service(2, 7))));
        fails(Kind.CONFLICT, "somebody else changed app at the same moment; it is set to 7 now");
        assertThat(updates()).as("theirs stays").isEqualTo(1);
    }

    /** The version is another one, since somebody changed something else; the lead is lost between the two tries. */
    @Test
    void theLeadIsAskedForBeforeEachTryNotOnce() {
        docker.stubFor(post(urlPathEqualTo(UPDATE)).willReturn(refusal(500, "update out of sequence")));
        AtomicInteger effects = new AtomicInteger(1);
        fails(new Fence(() -> effects.getAndDecrement() > 0), Kind.LATER, "does not lead any more");
        assertThat(updates()).isEqualTo(1);
    }
}

package dev.headroom.receiver.target.kubernetes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the API server may answer instead of what was asked for, with bodies as a real one sends them. */
@Timeout(120)
class ApiFaultsTest {
    private static final ServicePolicy APP = new ServicePolicy(
            "app",
            new ReplicaLimits(0, 9, 1, 1),
            Timings.DEFAULT,
            GpuNeeds.NONE,
            new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, false),
            12,
            new ServicePolicy.Targets(0, 0),
            Map.of());
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/inference/deployments";
    private static final String SCALE = DEPLOYMENTS + "/app/scale";
    private static final Workload WORKLOAD = new Workload(Workload.Kind.DEPLOYMENT, "inference", "app");
    private static final Duration LIMIT = Duration.ofSeconds(6);

    private final WireMockServer api = new WireMockServer(
            WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
    private KubernetesTarget target;

    @BeforeEach
    void start() {
        api.start();
        api.stubFor(get("/version").willReturn(okJson("{\"major\":\"1\",\"minor\":\"31\"}")));
        list("/api/v1/namespaces/inference/pods", "v1", "PodList", "");
        list(DEPLOYMENTS, "apps/v1", "DeploymentList", deployment(1));
        scale(1, "7");
        api.stubFor(put(SCALE).willReturn(okJson(scaleOf(2, "8"))));
    }

    @AfterEach
    void stop() {
        if (target != null) {
            target.close();
        }
        end(api);
    }

    private Cluster cluster() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + api.port())
                .withOnlyHttpWatches(true)
                .withWatchReconnectInterval(50)
                .build();
        return new Cluster(config, LIMIT);
    }

    private KubernetesTarget target() {
        target = new KubernetesTarget(cluster(), Map.of("app", WORKLOAD), OnHpa.IGNORE, Fences.OPEN, System::nanoTime);
        return target;
    }

    private KubernetesTarget seeing() {
        KubernetesTarget seeing = target();
        Eventually.is("the deployment is seen", () -> seeing.observe(APP).desired() == 1);
        return seeing;
    }

    /** A list, and a watch that is open and silent. */
    private void list(String path, String version, String kind, String items) {
        String body = "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[%s]}"
                .formatted(kind, version, items);
        api.stubFor(get(urlPathEqualTo(path)).willReturn(okJson(body)));
        api.stubFor(watch(path).willReturn(silent(version, kind.replace("List", ""))));
    }

    private static MappingBuilder watch(String path) {
        return get(urlPathEqualTo(path))
                .withQueryParam("watch", equalTo("true"))
                .atPriority(1);
    }

    /** A bookmark, and then nothing for two minutes. */
    private static ResponseDefinitionBuilder silent(String version, String kind) {
        String bookmark =
                "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"7\"}}}\n"
                        .formatted(kind, version);
        return event(bookmark, 120_000);
    }

    private static ResponseDefinitionBuilder event(String event, int millis) {
        int chunks = 10;
        return aResponse()
                .withHeader("Content-Type", "application/json")
                .withBody(event + " ".repeat(event.length() * (chunks - 1)))
                .withChunkedDribbleDelay(chunks, millis);
    }

    private static String deployment(int replicas) {
        return "{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"app\",\"namespace\":\"inference\",\"resourceVersion\":\"7\"},\"spec\":{\"replicas\":%d}}"
                .formatted(replicas);
    }

    private void scale(int replicas, String version) {
        api.stubFor(get(SCALE).willReturn(okJson(scaleOf(replicas, version))));
    }

    private static String scaleOf(int replicas, String version) {
        String spec = replicas == 0 ? "{}" : "{\"replicas\":" + replicas + "}";
        return "{\"kind\":\"Scale\",\"apiVersion\":\"autoscaling/v1\",\"metadata\":{\"name\":\"app\",\"namespace\":\"inference\",\"resourceVersion\":\"%s\",\"uid\":\"u\"},\"spec\":%s,\"status\":{\"replicas\":%d,\"selector\":\"app=app\"}}"
                .formatted(version, spec, replicas);
    }

    private static ResponseDefinitionBuilder refusal(int code, String reason, String message) {
        return aResponse()
                .withStatus(code)
                .withHeader("Content-Type", "application/json")
                .withBody(
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"%s\",\"reason\":\"%s\",\"code\":%d}"
                                .formatted(message, reason, code));
    }

    @Test
    void theScaleIsSentBackWithTheVersionThatWasRead() throws TargetException {
        try (Cluster cluster = cluster()) {
            new Changes(cluster, new Discovery(cluster, System::nanoTime), Fences.OPEN).scale(WORKLOAD, 1, 0, () -> {});
        }

        api.verify(putRequestedFor(urlEqualTo(SCALE))
                .withRequestBody(equalToJson(
                        "{\"kind\":\"Scale\",\"metadata\":{\"resourceVersion\":\"7\"},\"spec\":{\"replicas\":0}}",
                        true,
                        true)));
    }

    @Test
    void aConflictIsReadAgainAndThenAnsweredByTheOtherCount() {
        KubernetesTarget seeing = seeing();
        api.stubFor(
                put(SCALE)
                        .willReturn(
                                refusal(
                                        409,
                                        "Conflict",
                                        "Operation cannot be fulfilled on deployments.apps \\\"app\\\": the object has been modified; please apply your changes to the latest version and try again")));
        api.stubFor(get(SCALE)
                .inScenario("read")
                .willReturn(okJson(scaleOf(1, "7")))
                .willSetStateTo("changed"));
        api.stubFor(get(SCALE).inScenario("read").whenScenarioStateIs("changed").willReturn(okJson(scaleOf(4, "9"))));

        assertThatThrownBy(() -> seeing.scaleTo(APP, 2))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("from 1 to 4; it is left there");
        api.verify(1, putRequestedFor(urlEqualTo(SCALE)));
    }

    @Test
    void aConflictThatLastsIsGivenUp() {
        KubernetesTarget seeing = seeing();
        api.stubFor(put(SCALE).willReturn(refusal(409, "Conflict", "the object has been modified")));

        assertThatThrownBy(() -> seeing.scaleTo(APP, 2))
                .hasMessageContaining("the object has been modified (status 409)");
        api.verify(4, putRequestedFor(urlEqualTo(SCALE)));
    }

    @Test
    void forbidden() {
        KubernetesTarget seeing = seeing();
        api.stubFor(
                get(SCALE)
                        .willReturn(
                                refusal(
                                        403,
                                        "Forbidden",
                                        "deployments.apps \\\"app\\\" is forbidden: User \\\"system:serviceaccount:inference:headroom\\\" cannot get resource \\\"deployments/scale\\\"")));

        assertThatThrownBy(() -> seeing.scaleTo(APP, 2))
                .hasMessage(
                        "Kubernetes could not read the scale of Deployment inference/app: deployments.apps \"app\" is forbidden: User \"system:serviceaccount:inference:headroom\" cannot get resource \"deployments/scale\" (status 403); /readyz tells the lines that the Role of Headroom's ServiceAccount lacks");
    }

    @Test
    void gone() {
        KubernetesTarget seeing = seeing();
        api.stubFor(get(SCALE).willReturn(refusal(404, "NotFound", "deployments.apps \\\"app\\\" not found")));

        assertThatThrownBy(() -> seeing.scaleTo(APP, 2))
                .hasMessageContaining(
                        "deployments.apps \"app\" not found (status 404); create it, or correct target.namespace");
    }

    @Test
    void whoAsksToWaitIsWaitedFor() throws TargetException {
        api.stubFor(put(SCALE)
                .inScenario("busy")
                .willReturn(refusal(429, "TooManyRequests", "too many requests").withHeader("Retry-After", "1"))
                .willSetStateTo("free"));
        api.stubFor(put(SCALE).inScenario("busy").whenScenarioStateIs("free").willReturn(okJson(scaleOf(2, "8"))));
        long asked = System.nanoTime();

        try (Cluster cluster = cluster()) {
            new Changes(cluster, new Discovery(cluster, System::nanoTime), Fences.OPEN).scale(WORKLOAD, 1, 2, () -> {});
        }

        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofSeconds(1));
        api.verify(2, putRequestedFor(urlEqualTo(SCALE)));
    }

    @Test
    void whoAsksToWaitForTooLongIsNot() {
        KubernetesTarget seeing = seeing();
        long asked = System.nanoTime();
        api.stubFor(put(SCALE)
                .willReturn(refusal(429, "TooManyRequests", "too many requests").withHeader("Retry-After", "3600")));

        assertThatThrownBy(() -> seeing.scaleTo(APP, 2))
                .hasMessage(
                        "Kubernetes could not scale Deployment inference/app: too many requests (status 429); the server asks for fewer requests");
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void aWatchThatIsTooOldBeginsAgainWithAList() {
        api.stubFor(watch(DEPLOYMENTS)
                .inScenario("old")
                .willReturn(event(
                        "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"too old resource version: 7 (99)\",\"reason\":\"Expired\",\"code\":410}}\n",
                        5_000))
                .willSetStateTo("anew"));
        api.stubFor(watch(DEPLOYMENTS)
                .inScenario("old")
                .whenScenarioStateIs("anew")
                .willReturn(silent("apps/v1", "Deployment")));
        api.stubFor(get(urlPathEqualTo(DEPLOYMENTS))
                .inScenario("lists")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(okJson(deployments(1, "7")))
                .willSetStateTo("second"));
        api.stubFor(get(urlPathEqualTo(DEPLOYMENTS))
                .inScenario("lists")
                .whenScenarioStateIs("second")
                .willReturn(okJson(deployments(5, "99"))));
        KubernetesTarget anew = target();

        Eventually.is("the second list is seen", () -> anew.observe(APP).desired() == 5);
        Eventually.is(
                "it is watched from there",
                () -> !api.findAll(getRequestedFor(urlPathEqualTo(DEPLOYMENTS))
                                .withQueryParam("watch", equalTo("true"))
                                .withQueryParam("resourceVersion", equalTo("99")))
                        .isEmpty());
    }

    private static String deployments(int replicas, String version) {
        return "{\"kind\":\"DeploymentList\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"resourceVersion\":\"%s\"},\"items\":[%s]}"
                .formatted(version, deployment(replicas));
    }

    @Test
    void aServerThatIsSlowIsNotWaitedForLongerThanTheLimit() {
        KubernetesTarget seeing = seeing();
        api.stubFor(any(anyUrl()).atPriority(1).willReturn(okJson("{}").withFixedDelay(60_000)));
        long asked = System.nanoTime();

        Eventually.fails("cannot be reached to tell its version: nobody answered in time", () -> seeing.observe(APP));
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(40));
    }

    @Test
    void aServerThatIsGoneMakesTheCountUnknownAndItComesBackByItself() {
        KubernetesTarget seeing = seeing();
        int port = api.port();
        end(api);

        Eventually.fails("cannot be reached to tell its version", () -> seeing.observe(APP));

        WireMockServer again = new WireMockServer(
                WireMockConfiguration.options().bindAddress("127.0.0.1").port(port));
        again.start();
        try {
            api.getStubMappings().forEach(again::addStubMapping);
            Eventually.is("it is seen again", () -> seeing.observe(APP).desired() == 1);
        } finally {
            end(again);
        }
    }

    @Test
    void aWatchThatIsForbiddenIsToldWithWhatIsMissing() {
        api.stubFor(get(urlPathEqualTo("/api/v1/namespaces/inference/pods"))
                .atPriority(1)
                .willReturn(refusal(403, "Forbidden", "pods is forbidden: cannot list resource")));
        KubernetesTarget blind = target();

        Eventually.fails("pods is forbidden", () -> blind.observe(APP));
        assertThatThrownBy(() -> blind.observe(APP))
                .hasMessage(
                        "pods in inference cannot be watched: pods is forbidden: cannot list resource (status 403); /readyz tells the lines that the Role of Headroom's ServiceAccount lacks");
    }

    /** In the middle of a watch Jetty complains of its own end. */
    private static void end(WireMockServer server) {
        try {
            server.stop();
        } catch (Exception e) {
            assertThat(server.isRunning()).as(e.toString()).isFalse();
        }
    }
}

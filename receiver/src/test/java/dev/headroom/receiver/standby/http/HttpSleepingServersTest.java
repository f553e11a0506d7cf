package dev.headroom.receiver.standby.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.headroom.clients.http.Access;
import dev.headroom.receiver.standby.Sight;
import dev.headroom.receiver.standby.Sight.Mode;
import dev.headroom.receiver.standby.SleepException;
import dev.headroom.receiver.standby.SleepingServer;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers that sleep are asked and told, of stand-ins that answer as their documents show. */
class HttpSleepingServersTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private static SleepingServer server(SleeperKind kind) {
        return server(kind, Access.OPEN, Duration.ofSeconds(5));
    }

    private static SleepingServer server(SleeperKind kind, Access access, Duration timeout) {
        HttpSleepingServers.Service service = new HttpSleepingServers.Service(
                kind, "http://{address}:" + SERVER.getPort(), "qwen", timeout, Duration.ofSeconds(20), access);
        return new HttpSleepingServers(Map.of("worker-llm", service), InstantSource.fixed(NOW))
                .of("worker-llm", replica("127.0.0.1"));
    }

    private static Replica replica(String address) {
        return new Replica("demo_worker-llm_1", 1, ReplicaState.READY, Instant.EPOCH, address, "");
    }

    private static void sleeping(String answer) {
        SERVER.stubFor(get("/is_sleeping").willReturn(okJson(answer)));
    }

    /** In the words of each engine. */
    private static void requests(SleeperKind kind, String running, String waiting) {
        String name = kind.word() + ":num_requests_";
        SERVER.stubFor(get("/metrics")
                .willReturn(ok(name + "running{engine=\"0\",model_name=\"m\"} " + running + "\n"
                        + name + "running{engine=\"1\",model_name=\"m\"} 0.0\n" + name
                        + "waiting{engine=\"0\",model_name=\"m\"} "
                        + waiting + "\n")));
    }

    private static List<String> told() {
        return SERVER.findAll(postRequestedFor(anyUrl())).stream()
                .map(LoggedRequest::getUrl)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"VLLM, 0.0, 0.0, 0", "VLLM, 3.0, 0.0, 3", "VLLM, 0.0, 2.0, 2", "LMDEPLOY, 1.0, 4.0, 5"})
    void anEngineThatIsAwakeTellsItsRequests(SleeperKind kind, String running, String waiting, int requests) {
        sleeping("{\"is_sleeping\": false}");
        requests(kind, running, waiting);
        assertThat(server(kind).look()).isEqualTo(Sight.awake(requests));
    }

    @ParameterizedTest
    @ValueSource(strings = {"VLLM", "LMDEPLOY"})
    void anEngineThatSleepsSaysSo(SleeperKind kind) {
        sleeping("{\"is_sleeping\": true}");
        assertThat(server(kind).look()).isEqualTo(Sight.asleep());
    }

    /** Whoever does not tell its requests may have some, so it is not put to sleep. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vllm:num_requests_running 0\n",
                "vllm:num_requests_running NaN\nvllm:num_requests_waiting 0\n"
            })
    void anEngineThatDoesNotTellItsRequestsIsAwakeAndNotIdle(String metrics) {
        sleeping("{\"is_sleeping\": false}");
        SERVER.stubFor(get("/metrics").willReturn(ok(metrics)));
        Sight seen = server(SleeperKind.VLLM).look();
        assertThat(seen.mode()).isEqualTo(Mode.AWAKE);
        assertThat(seen.idle()).isFalse();
        assertThat(seen.why())
                .contains("/metrics does not tell all of [vllm:num_requests_running, vllm:num_requests_waiting]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"is_sleeping\": \"false\"}", "{\"is_sleeping\": null}", "[]", "asleep"})
    void whatIsNoAnswerIsNotKnown(String answer) {
        sleeping(answer);
        requests(SleeperKind.VLLM, "0.0", "0.0");
        Sight seen = server(SleeperKind.VLLM).look();
        assertThat(seen.mode()).isEqualTo(Mode.UNKNOWN);
        assertThat(seen.requests()).isEqualTo(OptionalInt.empty());
        assertThat(seen.why()).contains("/is_sleeping d");
    }

    @Test
    void withoutItsDevelopmentModeVllmIsNotKnownToSleepAndTheRemedyIsNamed() {
        SERVER.stubFor(get("/is_sleeping").willReturn(aResponse().withStatus(404)));
        Sight seen = server(SleeperKind.VLLM).look();
        assertThat(seen.mode()).isEqualTo(Mode.UNKNOWN);
        assertThat(seen.why())
                .isEqualTo("GET http://127.0.0.1:" + SERVER.getPort()
                        + "/is_sleeping was answered 404; start it with --enable-sleep-mode"
                        + " and VLLM_SERVER_DEV_MODE=1");
    }

    @Test
    void oneThatAsksWhoIsThereIsToldAndARefusalNamesTheKey() throws SleepException {
        SERVER.stubFor(get("/is_sleeping").willReturn(aResponse().withStatus(401)));
        SERVER.stubFor(post("/wake_up").willReturn(ok()));
        SleepingServer server = server(SleeperKind.VLLM, Access.OPEN.bearing("t0ken"), Duration.ofSeconds(5));
        assertThat(server.look().why()).contains("/is_sleeping was answered 401");
        server.wake(1);
        SERVER.verify(3, anyRequestedFor(anyUrl()).withHeader("Authorization", containing("Bearer t0ken")));
        SERVER.verify(0, anyRequestedFor(anyUrl()).withHeader("Authorization", absent()));
    }

    @Test
    void oneThatIsSilentIsNotWaitedForLongerThanItsTime() {
        SERVER.stubFor(get("/is_sleeping")
                .willReturn(okJson("{\"is_sleeping\": false}").withFixedDelay(10_000)));
        Sight seen =
                server(SleeperKind.VLLM, Access.OPEN, Duration.ofMillis(300)).look();
        assertThat(seen.mode()).isEqualTo(Mode.UNKNOWN);
        assertThat(seen.why()).contains("got no answer within");
    }

    @Test
    void aReplicaWithoutAnAddressIsNotKnownAndToldNothing() {
        HttpSleepingServers.Service service = new HttpSleepingServers.Service(
                SleeperKind.VLLM,
                "http://{address}:8000",
                "",
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Access.OPEN);
        HttpSleepingServers servers = new HttpSleepingServers(Map.of("worker-llm", service), InstantSource.fixed(NOW));
        assertThat(servers.has("worker-llm")).isTrue();
        assertThat(servers.has("app")).isFalse();
        SleepingServer server = servers.of("worker-llm", replica(""));
        assertThat(server.look()).isEqualTo(Sight.unknown("demo_worker-llm_1 has no address that could be called"));
        assertThat(catchThrowableOfType(SleepException.class, () -> server.wake(1))
                        .refused())
                .isTrue();
    }

    @Test
    void vllmSleepsAndWakesByOneCallWhereItsWeightsAreKept() throws SleepException {
        SERVER.stubFor(post(anyUrl()).willReturn(ok()));
        server(SleeperKind.VLLM).sleep(1);
        server(SleeperKind.VLLM).wake(1);
        assertThat(told()).containsExactly("/sleep?level=1&mode=wait", "/wake_up");
    }

    /** It sleeps until the last of them, so nobody takes it for awake before its weights are there. */
    @Test
    void vllmLoadsTheWeightsThatItDiscardedBeforeItIsAwake() throws SleepException {
        SERVER.stubFor(post(anyUrl()).willReturn(ok()));
        server(SleeperKind.VLLM).sleep(2);
        server(SleeperKind.VLLM).wake(2);
        assertThat(told())
                .containsExactly(
                        "/sleep?level=2&mode=wait",
                        "/wake_up?tags=weights",
                        "/collective_rpc",
                        "/wake_up?tags=kv_cache");
        SERVER.verify(postRequestedFor(urlEqualTo("/collective_rpc"))
                .withRequestBody(equalToJson("{\"method\": \"reload_weights\"}")));
    }

    /** By a hand, or by a policy that has changed since: without them it would serve nonsense. */
    @ParameterizedTest
    @CsvSource({"discard_all, 3", "weights_offloaded, 1"})
    void vllmItselfTellsWhetherItsWeightsWereDiscarded(String state, int calls) throws SleepException {
        SERVER.stubFor(post(anyUrl()).willReturn(ok()));
        SERVER.stubFor(get("/metrics")
                .willReturn(ok("vllm:engine_sleep_state{engine=\"0\",model_name=\"m\",sleep_state=\"awake\"} 0.0\n"
                        + "vllm:engine_sleep_state{engine=\"0\",model_name=\"m\",sleep_state=\"" + state
                        + "\"} 1.0\n")));
        server(SleeperKind.VLLM).wake(1);
        assertThat(told()).hasSize(calls);
    }

    @Test
    void whatFailsInTheMiddleOfAWakeIsNotGoneOnWith() {
        SERVER.stubFor(post("/wake_up?tags=weights").willReturn(ok()));
        SERVER.stubFor(post("/collective_rpc").willReturn(aResponse().withStatus(500)));
        assertThatThrownBy(() -> server(SleeperKind.VLLM).wake(2))
                .isInstanceOf(SleepException.class)
                .hasMessageContaining("/collective_rpc was answered 500");
        assertThat(told()).containsExactly("/wake_up?tags=weights", "/collective_rpc");
    }

    /** Its newer versions take JSON alone. */
    @Test
    void lmdeploySleepsAndWakesByJson() throws SleepException {
        SERVER.stubFor(post(anyUrl())
                .withHeader("Content-Type", containing("application/json"))
                .willReturn(ok()));
        server(SleeperKind.LMDEPLOY).sleep(1);
        server(SleeperKind.LMDEPLOY).wake(1);
        assertThat(told()).containsExactly("/sleep?level=1", "/wakeup");
    }

    @Test
    void lmdeployIsNotPutToASleepFromWhichItDoesNotWake() {
        SleepException refusal = catchThrowableOfType(
                SleepException.class, () -> server(SleeperKind.LMDEPLOY).sleep(2));
        assertThat(refusal).hasMessageEndingWith(" cannot wake by itself from level 2");
        assertThat(refusal.refused()).isTrue();
        assertThat(told()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"400, true", "404, true", "500, false", "503, false"})
    void whatFailedOnTheServersSideMayHaveBeenDone(int status, boolean refused) {
        SERVER.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(status)));
        SleepException failure = catchThrowableOfType(
                SleepException.class, () -> server(SleeperKind.VLLM).sleep(1));
        assertThat(failure).hasMessageContaining("was answered " + status);
        assertThat(failure.refused()).isEqualTo(refused);
    }

    /** Of two versions one is enough; a model that nobody has loaded yet has a name and nothing else. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name": "qwen", "version": "1", "state": "READY"}                                                   | AWAKE
            {"name": "qwen", "version": "1", "state": "UNAVAILABLE", "reason": "unloaded"},{"name": "qwen", "version": "2", "state": "READY"} | AWAKE
            {"name": "qwen", "version": "1", "state": "UNAVAILABLE", "reason": "unloaded"}                       | ASLEEP
            {"name": "qwen"}                                                                                     | ASLEEP
            {"name": "qwen", "version": "1", "state": "LOADING"}                                                 | UNKNOWN
            {"name": "qwen", "version": "1", "state": "UNLOADING"}                                               | UNKNOWN
            {"name": "qwen", "version": "1", "state": "UNAVAILABLE", "reason": "out of memory"}                  | UNKNOWN
            {"name": "other", "version": "1", "state": "READY"}                                                  | UNKNOWN
            """)
    void tritonSleepsWhileItsModelIsUnloaded(String entries, Mode mode) {
        SERVER.stubFor(post("/v2/repository/index").willReturn(okJson("[" + entries + "]")));
        used(0);
        assertThat(server(SleeperKind.TRITON).look().mode()).isEqualTo(mode);
    }

    private static void used(long at) {
        SERVER.stubFor(get("/v2/models/qwen/stats")
                .willReturn(okJson("{\"model_stats\": [{\"name\": \"qwen\", \"last_inference\": " + at + "}]}")));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "61, true", "59, false", "-5, false"})
    void tritonIsIdleAMinuteAfterItsLastUse(int secondsAgo, boolean idle) {
        SERVER.stubFor(post("/v2/repository/index").willReturn(okJson("[{\"name\": \"qwen\", \"state\": \"READY\"}]")));
        used(secondsAgo == 0 ? 0 : NOW.minusSeconds(secondsAgo).toEpochMilli());
        assertThat(server(SleeperKind.TRITON).look().idle()).isEqualTo(idle);
    }

    @Test
    void tritonSleepsAndWakesByItsModel() throws SleepException {
        SERVER.stubFor(post(anyUrl()).willReturn(ok()));
        server(SleeperKind.TRITON).sleep(2);
        server(SleeperKind.TRITON).wake(2);
        assertThat(told()).containsExactly("/v2/repository/models/qwen/unload", "/v2/repository/models/qwen/load");
    }
}

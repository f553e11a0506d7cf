package dev.headroom.receiver.kills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Notification;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kills.Alertmanager.Posted;
import dev.headroom.receiver.oracle.Oracle;
import dev.headroom.receiver.oracle.Trap;
import dev.headroom.receiver.oracle.Trap.Deed;
import dev.headroom.receiver.oracle.Trap.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of the fault table in which the target misbehaves: whatever it does, an action takes effect once. */
class TargetFaultsIT {
    private static final String SERVICE = "worker-llm";

    private final Servers servers = new Servers();
    private final int port = Distribution.freePort();

    @TempDir
    Path folder;

    private Oracle oracle;
    private Http http;

    @BeforeEach
    void start() throws IOException {
        Path store = folder.resolve("state.db");
        oracle = servers.add(new Oracle(folder, store, List.of(SERVICE + "=2")));
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  worker-llm: {min_replicas: 2, max_replicas: 8, health_timeout: 60s, triggers: {queue_length: {cooldown: 1h}}}
                """);
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:%d
                policy: policy.yml
                store: sqlite:%s
                target: {kind: compose, project: %s}
                evaluate_every: 500ms
                """.formatted(port, store, Oracle.PROJECT));
        Child receiver = servers.add(Distribution.start(
                folder, List.of(), Map.of("DOCKER_HOST", oracle.dockerHost()), "serve", "--config", "headroom.yml"));
        http = Http.at(Distribution.port(receiver));
        Waiting.until("2 replicas are seen", () -> replicas() == 2);
        Waiting.until("they were judged", () -> http.answers("/api/v1/services/" + SERVICE + "/explanation"));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    /** The row's 14 s and 10 s, made shorter; only that an action takes longer than a group interval matters. */
    @ParameterizedTest
    @EnumSource
    void rowTargetSlow_anActionLongerThanTheGroupIntervalStartsOnce(Generation generation) throws IOException {
        generation.assumeHas(TargetFaultsIT.class, "alertmanager");
        Relay relay = servers.add(new Relay(port));
        Alertmanager alertmanager =
                servers.add(new Alertmanager(generation, folder, relay.port(), new Alertmanager.Pace("2s", "2s")));
        oracle.set(disturb("create", Moment.BEFORE, Deed.DELAY, 1).lasting(7000));

        alertmanager.post(List.of(new Posted("LLMQueueBuildup", SERVICE, "queue_length", "up")));

        Waiting.until("it was told twice or more before the action ended", () -> relay.accepted() >= 2);
        assertThat(oracle.count("create", SERVICE)).isZero();
        onceOnly();
    }

    @Test
    void rowTargetFailsHalfWay_theRestIsDoneLater() throws IOException {
        oracle.set(disturb("start", Moment.BEFORE, Deed.FAIL, 2));
        queueBuildsUp();

        onceOnly();
        assertThat(oracle.count("trap", SERVICE)).isEqualTo(2);
    }

    @Test
    void rowTargetTimesOut_whatWasDoneWithoutAnAnswerIsSeenAndNotDoneAgain() throws IOException {
        oracle.set(disturb("create", Moment.AFTER, Deed.DROP, 1));
        oracle.set(disturb("start", Moment.AFTER, Deed.DROP, 1));
        queueBuildsUp();

        onceOnly();
        assertThat(oracle.count("trap", SERVICE)).isEqualTo(2);
    }

    @Test
    void rowDockerdStopped_holdsAndCatchesUpWithoutADoubleStart() throws IOException {
        oracle.kill();
        Waiting.until("the count is unknown", () -> reason().equals("target_unknown"));
        queueBuildsUp();
        Waiting.sleep(Duration.ofSeconds(2));
        assertThat(reason()).isEqualTo("target_unknown");
        oracle.start();

        onceOnly();
    }

    @Test
    void rowDockerdRestarted_inTheMiddleOfAnActionItIsFinished() throws IOException {
        oracle.set(disturb("start", Moment.AFTER, Deed.DELAY, 1).lasting(60_000));
        queueBuildsUp();
        Waiting.until("the engine started it and does not say so", () -> oracle.count("start", SERVICE) == 1);
        oracle.kill();
        Waiting.sleep(Duration.ofSeconds(2));
        oracle.start();

        onceOnly();
    }

    @Test
    void rowDockerdPaused_holdsAndCatchesUpWithoutADoubleStart() throws IOException {
        oracle.signal("STOP");
        queueBuildsUp();
        Waiting.until("the count is unknown", () -> reason().equals("target_unknown"));
        assertThat(oracle.count("create", SERVICE)).isZero();
        oracle.signal("CONT");

        onceOnly();
    }

    private static Trap disturb(String call, Moment moment, Deed deed, int times) {
        return Trap.disturb(SERVICE, call, moment, deed, times);
    }

    private void queueBuildsUp() throws IOException {
        assertThat(http.post("/webhook", Notification.firing("LLMQueueBuildup", 1, "queue_length")))
                .isEqualTo(200);
    }

    /** The third replica comes, nothing else was made or started, and the history tells one action that is done. */
    private void onceOnly() {
        Waiting.until("the action is done, but: " + service(), () -> results().equals(List.of("done")));
        Waiting.sleep(Duration.ofSeconds(2));
        assertThat(results()).containsExactly("done");
        assertThat(replicas()).isEqualTo(3);
        assertThat(oracle.count("create", SERVICE)).isEqualTo(1);
        assertThat(oracle.count("start", SERVICE)).isEqualTo(1);
        assertThat(oracle.count("stop", SERVICE)).isZero();
    }

    private JsonNode service() {
        return http.get("/api/v1/services/" + SERVICE);
    }

    private int replicas() {
        return service().path("ready").asInt();
    }

    private String reason() {
        return http.get("/api/v1/services/" + SERVICE + "/explanation")
                .path("reason")
                .asText();
    }

    private List<String> results() {
        return http.get("/api/v1/decisions?service=" + SERVICE).findValues("result").stream()
                .map(JsonNode::asText)
                .filter(result -> !result.isEmpty())
                .toList();
    }
}

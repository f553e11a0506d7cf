package dev.headroom.receiver.e2e;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.ClassProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The scaling sequence (spec 4.2) by the packaged program on a real Docker engine, a container a kind of trouble. */
@Timeout(value = 400, unit = TimeUnit.SECONDS)
class DockerSequenceIT {

    private static final String NAME = "headrooms" + ProcessHandle.current().pid();

    @RegisterExtension
    static final WireMockExtension HOOKS = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @RegisterExtension
    static final ClassProject PROJECT = new ClassProject(
            NAME,
            image -> "services:\n"
                    + service("slow", image, "sleep 4; touch /tmp/ready")
                    + service("sick", image, "mkdir /stopped/first && touch /tmp/ready")
                    + service("deaf", image, "trap '' TERM; touch /tmp/ready")
                    + service("busy", image, "touch /tmp/ready")
                    + service("trainer", image, "touch /tmp/ready")
                    + """
                      looping:
                        image: %s
                        restart: always
                        command: [sh, -c, "mkdir /stopped/looping || { sleep 1; exit 3; }; trap 'exit 0' TERM; while true; do sleep 0.2; done"]
                        volumes: ["./stopped:/stopped"]
                    """.formatted(image.name()));

    @TempDir
    private static Path folder;

    private static Child receiver;
    private static Http http;

    @BeforeAll
    static void start() throws IOException {
        PROJECT.up("slow=1", "sick=1", "deaf=2", "busy=2", "trainer=2", "looping=1");
        receiver = Distribution.start(configured(), "serve", "--config", "headroom.yml");
        http = Http.at(Distribution.port(receiver));
        for (String name : List.of("slow", "sick", "deaf", "busy", "trainer", "looping")) {
            Waiting.until(name + " is seen and ready", () -> {
                JsonNode told = http.get("/api/v1/services/" + name);
                return told.path("desired").asInt() > 0 && told.path("ready").equals(told.path("desired"));
            });
        }
    }

    /** Ends on SIGTERM, unless {@code does} says otherwise. */
    private static String service(String name, BusyboxImage image, String does) {
        return """
                  %s:
                    image: %s
                    command: [sh, -c, "trap 'exit 0' TERM; %s; while true; do sleep 0.2; done"]
                    volumes: ["./stopped:/stopped"]
                    healthcheck: {test: [CMD, test, -f, /tmp/ready], interval: 1s, timeout: 10s, retries: 2}
                """.formatted(name, image.name(), does);
    }

    private static Path configured() throws IOException {
        StringBuilder services = new StringBuilder();
        for (String name : List.of("slow", "sick", "deaf", "busy", "looping")) {
            services.append(policy(name, "none"));
        }
        services.append(policy("trainer", "required"));
        Files.writeString(folder.resolve("policy.yml"), "version: 1\nservices:\n" + services);
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                store: sqlite:%s
                policy: %s
                target: {kind: compose, project: %s}
                evaluate_every: 500ms
                evidence: {watchdog: none}
                alert_ttl: 1h
                hooks:
                  slow: {loaded: health_check, route: "http://127.0.0.1:%4$d/route/{name}"}
                  busy: {active_tasks: "http://127.0.0.1:%4$d/tasks/{name}", drain: "http://127.0.0.1:%4$d/drain/{name}"}
                  trainer: {checkpoint: "http://127.0.0.1:%4$d/checkpoint", route: "http://127.0.0.1:%4$d/route/{name}"}
                """.formatted(
                        folder.resolve("state.db"), folder.resolve("policy.yml"), NAME, HOOKS.getPort()));
        return folder;
    }

    private static String policy(String name, String checkpoint) {
        return """
                  %s:
                    min_replicas: 1
                    max_replicas: 3
                    warmup_time: %s
                    health_timeout: 8s
                    drain_timeout: 2s
                    checkpoint_timeout: 3s
                    checkpoint_sync: %s
                    triggers: {load: {cooldown: %s}}
                """.formatted(name, name.equals("slow") ? "60s" : "0s", checkpoint, name.equals("sick") ? "1s" : "1h");
    }

    @AfterAll
    static void end() {
        if (receiver != null) {
            receiver.close();
        }
    }

    @Test
    void aReplicaThatTurnsHealthyAfterAWhileEndsItsWarmUpEarlyAndGetsTraffic() throws IOException {
        HOOKS.stubFor(post(urlMatching("/route/.*")).willReturn(aResponse().withStatus(204)));
        fires("slow", "up");
        JsonNode ended = ended("slow", "done");
        assertThat(steps(ended)).containsExactly("planned", "scaling", "warming", "verifying", "routing", "done");
        assertThat(seconds(ended, "warming")).isBetween(2.0, 55.0);
        HOOKS.verify(postRequestedFor(urlEqualTo("/route/" + NAME + "_slow_2")));
        assertThat(PROJECT.ids("slow")).hasSize(2);
    }

    @Test
    void oneThatNeverTurnsHealthyIsTakenBackAndTheThirdTimeIsTheLast() throws IOException {
        fires("sick", "up");
        for (int ups = 1; ups <= 3; ups++) {
            int failed = ups;
            Waiting.until(failed + " ups have failed", () -> failures("sick") >= failed);
        }
        Waiting.until(
                "the breaker has spoken",
                () -> http.get("/api/v1/services/sick/explanation")
                        .path("reason")
                        .asText()
                        .equals("ineffective"));
        assertThat(new Decisions(http).scaled("sick"))
                .hasSize(3)
                .allSatisfy(action -> assertThat(action.path("detail").asText())
                        .contains("_sick_2 is ")
                        .endsWith("; restored to 1"));
        assertThat(PROJECT.ids("sick")).hasSize(1);
        assertThat(http.text("/metrics"))
                .contains("headroom_scaling_actions_total{direction=\"up\",outcome=\"failed\",service=\"sick\"} 3.0");
    }

    /** Docker starts it again each time, so that it runs at most looks; it has no health check. */
    @Test
    void oneThatCrashesAgainAndAgainIsTakenBackThoughNoHealthCheckTellsOfIt() throws IOException {
        fires("looping", "up");
        assertThat(ended("looping", "failed").path("detail").asText())
                .contains("_looping_2 is starting")
                .endsWith("; restored to 1");
        assertThat(PROJECT.ids("looping")).hasSize(1);
    }

    @Test
    void oneThatIgnoresTheSignalIsKilledAfterTheDrainTimeAndThatIsRecorded() throws IOException {
        fires("deaf", "down");
        JsonNode ended = ended("deaf", "done");
        assertThat(ended.path("detail").asText())
                .isEqualTo(NAME + "_deaf_2 had to be killed: it did not end within 2 s of SIGTERM");
        assertThat(PROJECT.ids("deaf")).hasSize(1);
    }

    @Test
    void oneWithTasksIsWaitedForAndTheOtherHasMore() throws IOException {
        HOOKS.stubFor(post(urlMatching("/drain/.*")).willReturn(aResponse().withStatus(200)));
        HOOKS.stubFor(get("/tasks/" + NAME + "_busy_1").willReturn(okJson("{\"active_tasks\": 2}")));
        HOOKS.stubFor(get("/tasks/" + NAME + "_busy_2").willReturn(okJson("{\"active_tasks\": 5}")));
        fires("busy", "down");
        Waiting.until(
                "it waits",
                () -> http.get("/api/v1/services/busy")
                        .at("/rollout/detail")
                        .asText()
                        .equals(NAME + "_busy_1 has 2 active tasks"));
        Waiting.sleep(Duration.ofSeconds(3));
        assertThat(PROJECT.ids("busy")).hasSize(2);
        HOOKS.stubFor(get("/tasks/" + NAME + "_busy_1").willReturn(okJson("{\"active_tasks\": 0}")));
        JsonNode ended = ended("busy", "done");
        assertThat(steps(ended)).containsExactly("planned", "draining", "finishing", "scaling", "verifying", "done");
        assertThat(seconds(ended, "finishing")).isGreaterThan(3);
        assertThat(PROJECT.docker("ps", "--format", "{{.Names}}").lines())
                .contains(NAME + "_busy_2")
                .doesNotContain(NAME + "_busy_1");
    }

    @Test
    void oneWhoseCheckpointFailsIsNotStopped() throws IOException {
        HOOKS.stubFor(post("/checkpoint").willReturn(aResponse().withStatus(500)));
        HOOKS.stubFor(post(urlMatching("/route/.*")).willReturn(aResponse().withStatus(204)));
        fires("trainer", "down");
        JsonNode ended = ended("trainer", "failed");
        assertThat(ended.path("detail").asText())
                .isEqualTo("POST http://127.0.0.1:" + HOOKS.getPort()
                        + "/checkpoint was answered 500; nothing was stopped");
        assertThat(steps(ended)).containsExactly("planned", "checkpointing", "restoring", "failed");
        assertThat(PROJECT.ids("trainer")).hasSize(2);
        HOOKS.verify(postRequestedFor(urlEqualTo("/route/" + NAME + "_trainer_2")));
    }

    private static void fires(String service, String scale) throws IOException {
        String body = Notification.firing(
                        "Load_" + service, Notification.fingerprint(service.hashCode()), service, "load")
                .replace("\"scale\":\"up\"", "\"scale\":\"" + scale + "\"");
        assertThat(http.post("/webhook", body)).isEqualTo(200);
    }

    /** The service's only action, once it has ended so. */
    private static JsonNode ended(String service, String result) {
        Waiting.until(
                service + " has ended as " + result,
                () -> new Decisions(http)
                        .scaled(service).stream()
                                .anyMatch(action -> result(action).equals(result)));
        assertThat(new Decisions(http).scaled(service)).hasSize(1);
        return new Decisions(http).scaled(service).get(0);
    }

    private static long failures(String service) {
        return new Decisions(http)
                .scaled(service).stream()
                        .filter(action -> result(action).equals("failed"))
                        .count();
    }

    private static String result(JsonNode action) {
        return action.path("result").asText();
    }

    private static List<String> steps(JsonNode action) {
        List<String> steps = new ArrayList<>();
        action.path("steps").forEach(step -> steps.add(step.path("step").asText()));
        return steps;
    }

    private static double seconds(JsonNode action, String step) {
        for (JsonNode each : action.path("steps")) {
            if (each.path("step").asText().equals(step)) {
                return each.path("seconds").asDouble();
            }
        }
        throw new AssertionError("no step " + step + " in " + action);
    }
}

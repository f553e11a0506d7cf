package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.ClassProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program on a real Docker engine: containers that end by themselves, and such that somebody takes away. */
@Timeout(300)
class DockerLossIT {

    private static final String NAME = "headroomloss" + ProcessHandle.current().pid();
    private static final List<String> SERVICES = List.of("killed", "stopped", "undone", "published");

    @RegisterExtension
    static final ClassProject PROJECT = new ClassProject(
            NAME,
            image -> "services:\n" + service("killed", image, "") + service("stopped", image, "")
                    + service("undone", image, "")
                    + service(
                            "published",
                            image,
                            "    ports: [\"127.0.0.1:%d:80\"]\n".formatted(Distribution.freePort())));

    @TempDir
    private static Path folder;

    private static Child receiver;
    private static Http http;
    private static Decisions decisions;

    @BeforeAll
    static void start() throws IOException {
        PROJECT.up("killed=2", "stopped=3", "undone=1", "published=1");
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  killed: {min_replicas: 2, max_replicas: 6, health_timeout: 30s, drain_timeout: 1s, triggers: {load: {cooldown: 20m}}}
                  stopped: {min_replicas: 1, max_replicas: 6, health_timeout: 30s, drain_timeout: 1s, triggers: {load: {cooldown: 20m}}}
                  undone: {min_replicas: 1, max_replicas: 6, warmup_time: 120s, drain_timeout: 1s, triggers: {load: {cooldown: 20m}}}
                  published: {min_replicas: 1, max_replicas: 6, drain_timeout: 1s, triggers: {load: {cooldown: 20m}}}
                """);
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                store: sqlite:%s
                policy: %s
                target: {kind: compose, project: %s}
                evaluate_every: 500ms
                evidence: {watchdog: none}
                alert_ttl: 1h
                """.formatted(
                        folder.resolve("state.db"), folder.resolve("policy.yml"), NAME));
        receiver = Distribution.start(folder, "serve", "--config", "headroom.yml");
        http = Http.at(Distribution.port(receiver));
        decisions = new Decisions(http);
        SERVICES.forEach(service -> Waiting.until(
                service + " is judged", () -> http.answers("/api/v1/services/" + service + "/explanation")));
    }

    private static String service(String name, BusyboxImage image, String more) {
        return """
                  %s:
                    image: %s
                    command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 0.2; done"]
                %s""".formatted(name, image.name(), more);
    }

    @AfterAll
    static void end() {
        if (receiver != null) {
            receiver.close();
        }
    }

    @Test
    void oneThatWasKilledIsBroughtBackAndAnUrgentUpIsNotRefusedForIt() throws IOException {
        PROJECT.docker("kill", NAME + "_killed_1");
        Waiting.until("it runs again", () -> running("killed") == 2);
        assertThat(decisions.scaled("killed")).singleElement().satisfies(action -> {
            assertThat(action.path("reason").asText()).isEqualTo("loss");
            assertThat(action.path("from").asInt()).isEqualTo(1);
            assertThat(action.path("to").asInt()).isEqualTo(2);
        });

        PROJECT.docker("kill", NAME + "_killed_2");
        fires("killed");

        Waiting.until("the lost one and one more run", () -> running("killed") == 3);
        assertThat(decisions.tell("killed", "drift")).isFalse();
    }

    @Test
    void oneThatSomebodyStoppedIsDriftAndIsLeftAlone() {
        PROJECT.docker("stop", "-t", "1", NAME + "_stopped_3");
        Waiting.until("it is told", () -> decisions.tell("stopped", "drift"));
        assertThat(decisions.scaled("stopped")).isEmpty();
        assertThat(running("stopped")).isEqualTo(2);
        assertThat(http.get("/api/v1/services/stopped").path("desired").asInt()).isEqualTo(2);
    }

    @Test
    void aPersonWhoTakesAnUpBackInItsWarmUpHasNotMadeItFail() throws IOException {
        fires("undone");
        Waiting.until(
                "it warms up",
                () -> http.get("/api/v1/services/undone")
                        .at("/rollout/phase")
                        .asText()
                        .equals("warming"));
        PROJECT.compose("up", "-d", "--scale", "undone=1", "--no-recreate", "undone");
        Waiting.until(
                "it is overtaken",
                () -> decisions.scaled("undone").stream()
                        .anyMatch(action -> action.path("result").asText().equals("overtaken")));
        Waiting.until("and left alone", () -> decisions.tell("undone", "drift"));
        assertThat(running("undone")).isEqualTo(1);
    }

    @Test
    void whatCanNeverBeDoneIsRefusedBeforeAnythingIsTried() throws IOException {
        fires("published");
        Waiting.until(
                "it is refused",
                () -> http.get("/api/v1/services/published/explanation")
                        .path("reason")
                        .asText()
                        .equals("obstacle"));
        assertThat(decisions.scaled("published")).isEmpty();
        assertThat(http.text("/api/v1/services/published/explanation")).contains("host port", "publish");
        assertThat(receiver.err()).as("at the start, too").contains("published: published cannot have a");
    }

    private static int running(String service) {
        return (int) PROJECT.ids(service).stream()
                .filter(id -> PROJECT.inspect(id).at("/State/Running").asBoolean())
                .count();
    }

    private static void fires(String service) throws IOException {
        String body =
                Notification.firing("Load_" + service, Notification.fingerprint(service.hashCode()), service, "load");
        assertThat(http.post("/webhook", body)).isEqualTo(200);
    }
}

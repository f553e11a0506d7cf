package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.DockerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program on a real Docker engine: containers that end by themselves, and such that somebody takes away. */
@Timeout(300)
class DockerLossIT {

    private static final String NAME = "headroomloss" + ProcessHandle.current().pid();
    private static final List<String> SERVICES = List.of("killed", "stopped", "undone", "published");

    @TempDir
    private static Path folder;

    private static BusyboxImage image;
    private static DockerProject project;
    private static Child receiver;
    private static Http http;

    @BeforeAll
    static void start() throws IOException {
        String whyNot = BusyboxImage.whyNot();
        if (!whyNot.isEmpty()) {
            System.err.println("SKIPPED: DockerLossIT: " + whyNot);
        }
        assumeTrue(whyNot.isEmpty(), whyNot);
        image = BusyboxImage.make(folder.resolve("image"));
        project = DockerProject.of(
                NAME,
                folder.resolve("project"),
                "services:\n" + service("killed", "") + service("stopped", "") + service("undone", "")
                        + service(
                                "published", "    ports: [\"127.0.0.1:%d:80\"]\n".formatted(Distribution.freePort())));
        project.up("killed=2", "stopped=3", "undone=1", "published=1");
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
        SERVICES.forEach(service -> Waiting.until(
                service + " is judged", () -> http.answers("/api/v1/services/" + service + "/explanation")));
    }

    private static String service(String name, String more) {
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
        if (project != null) {
            project.close();
        }
        if (image != null) {
            image.close();
        }
    }

    @Test
    void oneThatWasKilledIsBroughtBackAndAnUrgentUpIsNotRefusedForIt() throws IOException {
        project.docker("kill", NAME + "_killed_1");
        Waiting.until("it runs again", () -> running("killed") == 2);
        assertThat(scaled("killed")).singleElement().satisfies(action -> {
            assertThat(action.path("reason").asText()).isEqualTo("loss");
            assertThat(action.path("from").asInt()).isEqualTo(1);
            assertThat(action.path("to").asInt()).isEqualTo(2);
        });

        project.docker("kill", NAME + "_killed_2");
        fires("killed");

        Waiting.until("the lost one and one more run", () -> running("killed") == 3);
        assertThat(decisions("killed"))
                .noneMatch(told -> told.path("reason").asText().equals("drift"));
    }

    @Test
    void oneThatSomebodyStoppedIsDriftAndIsLeftAlone() {
        project.docker("stop", "-t", "1", NAME + "_stopped_3");
        Waiting.until(
                "it is told",
                () -> decisions("stopped").stream()
                        .anyMatch(told -> told.path("reason").asText().equals("drift")));
        assertThat(scaled("stopped")).isEmpty();
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
        project.compose("up", "-d", "--scale", "undone=1", "--no-recreate", "undone");
        Waiting.until(
                "it is overtaken",
                () -> scaled("undone").stream()
                        .anyMatch(action -> action.path("result").asText().equals("overtaken")));
        Waiting.until(
                "and left alone",
                () -> decisions("undone").stream()
                        .anyMatch(told -> told.path("reason").asText().equals("drift")));
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
        assertThat(scaled("published")).isEmpty();
        assertThat(http.text("/api/v1/services/published/explanation")).contains("host port", "publish");
        assertThat(receiver.err()).as("at the start, too").contains("published: published cannot have a");
    }

    private static int running(String service) {
        return (int) project.ids(service).stream()
                .filter(id -> project.inspect(id).at("/State/Running").asBoolean())
                .count();
    }

    private static void fires(String service) throws IOException {
        String body =
                Notification.firing("Load_" + service, Notification.fingerprint(service.hashCode()), service, "load");
        assertThat(http.post("/webhook", body)).isEqualTo(200);
    }

    private static List<JsonNode> decisions(String service) {
        return StreamSupport.stream(
                        http.get("/api/v1/decisions?limit=500&service=" + service)
                                .spliterator(),
                        false)
                .toList();
    }

    private static List<JsonNode> scaled(String service) {
        return decisions(service).stream()
                .filter(told -> told.path("outcome").asText().equals("scale"))
                .toList();
    }
}

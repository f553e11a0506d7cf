package dev.headroom.receiver.kills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Notification;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of the fault table in which the host misbehaves: its clock, its disk, and the silence of its neighbours. */
class HostFaultsIT {
    private static final String SERVICE = "worker-llm";
    private static final int PAGE = 4096;

    @TempDir
    Path folder;

    private void configure(String cooldown, String more) throws IOException {
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  worker-llm: {min_replicas: 2, max_replicas: 50, health_timeout: 60s, max_actions_per_hour: 999, triggers: {queue_length: {cooldown: %s}}}
                """.formatted(cooldown));
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                policy: policy.yml
                target: {kind: simulated, start_time: 0s}
                evaluate_every: 500ms
                %s
                """.formatted(more));
    }

    private Child serve(Map<String, String> environment) {
        return Distribution.start(folder, List.of(), environment, "serve", "--config", "headroom.yml");
    }

    /** One jump only, for under faketime a JVM spins; the others are in ReconcilerTest. */
    @Test
    void rowClock_aJumpByADayEndsNoCooldown() throws IOException {
        Optional<Path> library = faketime();
        assumeTrue(library.isPresent(), "no faketime here: apt-get install faketime");
        Path clock = Files.writeString(folder.resolve("clock"), "+0");
        configure("1h", "alert_ttl: 7d\nstore: sqlite:state.db");
        Map<String, String> environment = Map.of(
                "LD_PRELOAD", library.get().toString(),
                "FAKETIME_TIMESTAMP_FILE", clock.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1");
        try (Child child = serve(environment)) {
            Http http = Http.at(Distribution.port(child));
            queueBuildsUp(http, 1);
            Waiting.until("the first action is done", () -> replicas(http) == 3 && results(http) == 1);
            Instant before = at(http);
            Files.writeString(clock, "+1d");
            Waiting.until(
                    "the jump is seen", () -> Duration.between(before, at(http)).toHours() > 12);
            Waiting.sleep(Duration.ofSeconds(2));
            assertThat(results(http)).isEqualTo(1);
            assertThat(explanation(http).path("reason").asText()).isEqualTo("cooldown");
            Instant until = Instant.parse(explanation(http).path("until").asText());
            assertThat(Duration.between(at(http), until)).isBetween(Duration.ofMinutes(45), Duration.ofHours(1));
        }
    }

    @Test
    void rowStoreFull_webhookAndReadinessAnswer503AndNothingChanges() throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Command command = new Command(folder, Duration.ofSeconds(10));
        assumeTrue(
                command.run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString())
                                .exit()
                        == 0,
                "no tmpfs may be mounted here: it needs root");
        configure("1h", "store: sqlite:" + disk.resolve("state.db"));
        try {
            try (Child child = serve(Map.of())) {
                Http http = Http.at(Distribution.port(child));
                int accepted = 1;
                assertThat(http.post("/webhook", Notification.idle("Filler", Notification.fingerprint(accepted))))
                        .isEqualTo(200);
                fill(disk.resolve("filler"));
                while (http.post("/webhook", Notification.idle("Filler", Notification.fingerprint(accepted + 1)))
                        == 200) {
                    accepted++;
                    assertThat(accepted).isLessThan(10_000);
                }

                queueRefused(http);
                Waiting.sleep(Duration.ofSeconds(2));
                assertThat(http.get("/api/v1/alerts")).hasSize(accepted);
                assertThat(replicas(http)).isEqualTo(2);
                assertThat(http.answers("/readyz")).isFalse();
                assertThat(http.answers("/healthz")).isTrue();

                Files.delete(disk.resolve("filler"));
                Waiting.until("it is ready again by itself", () -> http.answers("/readyz"));
                queueBuildsUp(http, 50_000);
                Waiting.until("it acts again", () -> replicas(http) == 3);
            }
        } finally {
            command.must("umount", disk.toString());
        }
    }

    private static void queueRefused(Http http) throws IOException {
        assertThat(http.post("/webhook", Notification.firing("LLMQueueBuildup", 50_000, "queue_length")))
                .isEqualTo(503);
    }

    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            while (true) {
                out.write(new byte[PAGE]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    @Test
    void rowStoreCorrupt_itRefusesToStartAndSaysHowToGoOn() throws IOException {
        configure("1h", "store: sqlite:state.db");
        Path store = folder.resolve("state.db");
        try (Child child = serve(Map.of())) {
            Distribution.port(child);
        }
        byte[] bytes = Files.readAllBytes(store);
        Arrays.fill(bytes, PAGE, bytes.length, (byte) 'x');
        Files.write(store, bytes);

        Distribution.Result serve =
                Distribution.run(folder, Duration.ofSeconds(60), "serve", "--config", "headroom.yml");

        assertThat(serve.exit()).isEqualTo(2);
        assertThat(serve.err()).contains("damaged", "state.db-wal", "aside").doesNotContain("\tat ");
        assertThat(Files.readAllBytes(store)).isEqualTo(bytes);
    }

    @Test
    void rowAlertmanagerGone_blindHolds() throws IOException {
        configure("1s", "store: sqlite:state.db\nblind_after: 4s");
        try (Child child = serve(Map.of())) {
            Http http = Http.at(Distribution.port(child));
            queueBuildsUp(http, 1);
            Waiting.until("it acts", () -> replicas(http) >= 3);
            Waiting.until(
                    "it is blind",
                    () -> explanation(http).path("reason").asText().equals("evidence"));
            int held = replicas(http);
            Waiting.sleep(Duration.ofSeconds(3));
            assertThat(replicas(http)).isEqualTo(held).isLessThan(50);
            assertThat(http.answers("/readyz")).isFalse();

            queueBuildsUp(http, 1);
            Waiting.until("it acts again on news", () -> replicas(http) > held);
        }
    }

    private static Optional<Path> faketime() throws IOException {
        try (Stream<Path> files =
                Files.find(Path.of("/usr/lib"), 3, (path, kind) -> path.endsWith("faketime/libfaketime.so.1"))) {
            return files.findFirst();
        }
    }

    private static void queueBuildsUp(Http http, int number) throws IOException {
        assertThat(http.post("/webhook", Notification.firing("LLMQueueBuildup", number, "queue_length")))
                .isEqualTo(200);
    }

    private static int replicas(Http http) {
        return http.get("/api/v1/services/" + SERVICE).path("ready").asInt();
    }

    private static JsonNode explanation(Http http) {
        return http.get("/api/v1/services/" + SERVICE + "/explanation");
    }

    private static Instant at(Http http) {
        return Instant.parse(explanation(http).path("at").asText());
    }

    private static long results(Http http) {
        return http.get("/api/v1/decisions?service=" + SERVICE).findValues("result").stream()
                .filter(result -> result.asText().equals("done"))
                .count();
    }
}

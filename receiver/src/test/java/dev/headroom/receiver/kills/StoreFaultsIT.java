package dev.headroom.receiver.kills;

import static dev.headroom.receiver.kills.LoneReceiver.queueBuildsUp;
import static dev.headroom.receiver.kills.LoneReceiver.replicas;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of the fault table in which the store's disk is full, fails or lies. */
class StoreFaultsIT {
    private static final int PAGE = 4096;

    @TempDir
    Path folder;

    private LoneReceiver lone;

    @BeforeEach
    void prepare() {
        lone = new LoneReceiver(folder);
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
        lone.configure("1h", "store: sqlite:" + disk.resolve("state.db"));
        try {
            try (Child child = lone.serve(Map.of())) {
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

    /** The disk takes the bytes and fails to keep them, which only fsync tells. */
    @Test
    void row30_anFsyncThatFailsIsAnswered503AndNothingIsForgottenOrDone() throws IOException {
        Path fiu = Path.of("/usr/lib/fiu");
        assumeTrue(Files.isDirectory(fiu), "no fiu here: apt-get install fiu-utils");
        lone.configure("1h", "store: sqlite:state.db");
        Map<String, String> environment = Map.of(
                "LD_PRELOAD",
                fiu.resolve("fiu_run_preload.so") + " " + fiu.resolve("fiu_posix_preload.so"),
                "FIU_CTRL_FIFO",
                folder.resolve("fiu").toString());
        try (Child child = lone.serve(environment)) {
            Http http = Http.at(Distribution.port(child));
            assertThat(http.post("/webhook", Notification.idle("Filler", Notification.fingerprint(1))))
                    .isEqualTo(200);
            fiu(child, "enable name=posix/io/sync/*");

            queueRefused(http);
            Waiting.until("it is not ready", () -> !http.answers("/readyz"));
            Waiting.sleep(Duration.ofSeconds(2));
            assertThat(http.get("/api/v1/alerts")).hasSize(1);
            assertThat(replicas(http)).isEqualTo(2);
            assertThat(http.answers("/healthz")).isTrue();

            fiu(child, "disable name=posix/io/sync/*");
            Waiting.until("it is ready again by itself", () -> http.answers("/readyz"));
            queueBuildsUp(http, 50_000);
            Waiting.until("it acts again", () -> replicas(http) == 3);
        }
    }

    private void fiu(Child child, String what) {
        String pid = String.valueOf(child.process().pid());
        new Command(folder, Duration.ofSeconds(10))
                .must("fiu-ctrl", "-f", folder.resolve("fiu").toString(), "-c", what, pid);
    }

    @Test
    void rowStoreCorrupt_itRefusesToStartAndSaysHowToGoOn() throws IOException {
        lone.configure("1h", "store: sqlite:state.db");
        Path store = folder.resolve("state.db");
        try (Child child = lone.serve(Map.of())) {
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
}

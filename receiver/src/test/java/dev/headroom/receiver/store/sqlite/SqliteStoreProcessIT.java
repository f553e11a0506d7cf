package dev.headroom.receiver.store.sqlite;

import static dev.headroom.receiver.store.Samples.LATER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store and other processes: one that holds it, and one that is killed. */
@Timeout(120)
class SqliteStoreProcessIT {
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofDays(1), null);
    private static final int ALERTS = 200;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aSecondProcessIsRefusedAndToldTheFirst() throws Exception {
        Process first = child(0);
        assertThat(lines(first).readLine()).isEqualTo("open");
        assertThatThrownBy(() -> SqliteStore.open(file(), LIFECYCLE, LATER))
                .isInstanceOf(StoreException.class)
                .hasMessageMatching(
                        "another headroom \\(pid " + first.pid() + " on host \\S+\\) uses " + file() + "; stop it.*");
        first.destroyForcibly().waitFor();
        SqliteStore.open(file(), LIFECYCLE, LATER).close();
    }

    @Test
    void theFirstKeepsItsLockAfterASecondTriedInTheSameProcess() throws Exception {
        try (SqliteStore first = SqliteStore.open(file(), LIFECYCLE, LATER)) {
            assertThatThrownBy(() -> SqliteStore.open(file(), LIFECYCLE, LATER)).isInstanceOf(StoreException.class);
            assertThat(lines(child(0)).readLine())
                    .startsWith(
                            "another headroom (pid " + ProcessHandle.current().pid() + " on host ");
            first.probe();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60, 150})
    void killedInTheMiddleItHasForgottenNothingThatItAcknowledged(int killAfter) throws Exception {
        Process child = child(ALERTS);
        List<String> acknowledged = acknowledgedUntilKilled(child, killAfter);
        try (SqliteStore store = SqliteStore.open(file(), LIFECYCLE, LATER)) {
            Set<String> kept = store.alerts().stream()
                    .map(state -> state.alert().fingerprint().value())
                    .collect(Collectors.toSet());
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(killAfter).doesNotHaveDuplicates();
            assertThat(kept).containsAll(acknowledged);
            store.probe();
        }
    }

    private static List<String> acknowledgedUntilKilled(Process child, int killAfter) throws Exception {
        BufferedReader lines = lines(child);
        assertThat(lines.readLine()).isEqualTo("open");
        List<String> acknowledged = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.length() == 16) { // the kill may cut the last line, which then nobody has read
                acknowledged.add(line);
            }
            if (acknowledged.size() == killAfter) {
                child.toHandle().destroyForcibly(); // unlike the process itself, this leaves its output readable
            }
        }
        assertThat(child.waitFor()).as("killed, not ended").isEqualTo(128 + 9);
        return acknowledged;
    }

    private Path file() {
        return folder.resolve("headroom.db");
    }

    private Process child(int alerts) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Acknowledging.class.getName(),
                        file().toString(),
                        Integer.toString(alerts))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }
}

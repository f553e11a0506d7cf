package dev.headroom.receiver.kills;

import static dev.headroom.receiver.kills.LoneReceiver.at;
import static dev.headroom.receiver.kills.LoneReceiver.explanation;
import static dev.headroom.receiver.kills.LoneReceiver.queueBuildsUp;
import static dev.headroom.receiver.kills.LoneReceiver.replicas;
import static dev.headroom.receiver.kills.LoneReceiver.results;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of the fault table in which the host misbehaves: its clock, and the silence of its neighbours. */
class HostFaultsIT {
    @TempDir
    Path folder;

    private LoneReceiver lone;

    @BeforeEach
    void prepare() {
        lone = new LoneReceiver(folder);
    }

    /** One jump only; the others are in ReconcilerTest. Without the last of the settings a JVM's waits end at once: it spins. */
    @Test
    void rowClock_aJumpByADayEndsNoCooldown() throws IOException {
        Optional<Path> library = faketime();
        assumeTrue(library.isPresent(), "no faketime here: apt-get install faketime");
        Path clock = Files.writeString(folder.resolve("clock"), "+0");
        lone.configure("1h", "alert_ttl: 7d\nstore: sqlite:state.db");
        Map<String, String> environment = Map.of(
                "LD_PRELOAD", library.get().toString(),
                "FAKETIME_TIMESTAMP_FILE", clock.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
        try (Child child = lone.serve(environment)) {
            Http http = Http.at(Distribution.port(child));
            queueBuildsUp(http, 1);
            Waiting.until("the first action is done", () -> replicas(http) == 3 && results(http) == 1);
            Instant before = at(http);
            Files.writeString(clock, "+1d");
            Waiting.until(
                    "the jump is seen", () -> Duration.between(before, at(http)).toHours() > 12);
            Waiting.sleep(Duration.ofSeconds(2));
            assertThat(results(http)).isEqualTo(1);
            assertThat(explanation(http).path("reason").asText())
                    .as("blind until there is news after it")
                    .isEqualTo("evidence");
            queueBuildsUp(http, 1);
            Waiting.until(
                    "there is news",
                    () -> explanation(http).path("reason").asText().equals("cooldown"));
            assertThat(results(http)).isEqualTo(1);
            Instant until = Instant.parse(explanation(http).path("until").asText());
            assertThat(Duration.between(at(http), until)).isBetween(Duration.ofMinutes(45), Duration.ofHours(1));
        }
    }

    @Test
    void rowAlertmanagerGone_blindHolds() throws IOException {
        lone.configure("1s", "store: sqlite:state.db\nblind_after: 4s");
        try (Child child = lone.serve(Map.of())) {
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

    /** Other folders there may be closed to us. */
    private static Optional<Path> faketime() throws IOException {
        Path libraries = Path.of("/usr/lib");
        try (Stream<Path> folders = Files.list(libraries)) {
            return Stream.concat(Stream.of(libraries), folders)
                    .map(folder -> folder.resolve("faketime/libfaketime.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        }
    }
}

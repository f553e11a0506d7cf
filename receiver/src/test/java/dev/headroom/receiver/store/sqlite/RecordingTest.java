package dev.headroom.receiver.store.sqlite;

import static dev.headroom.receiver.store.Samples.LATER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store keeps of the alerts' past. */
class RecordingTest {

    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofMinutes(7), null);

    @TempDir
    private Path folder;

    private static Alert alert(Instant startsAt, String replicas) {
        return new Alert(
                new Fingerprint("00000000000000a1"),
                Map.of("alertname", "LLMDemandHigh", "service", "worker-llm"),
                Map.of("replicas", replicas, "summary", "text of " + startsAt),
                startsAt);
    }

    @Test
    void itHoldsBeginningsEndsAndOtherCountsButNoRepeats() {
        Path file = folder.resolve("headroom.db");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (SqliteStore store = SqliteStore.open(file, LIFECYCLE, LATER)) {
            store.receive(List.of(AlertUpdate.firing(alert(now, "4"))), Moment.steady(now));
            store.receive(List.of(AlertUpdate.firing(alert(now, "4"))), Moment.steady(now.plusSeconds(60)));
            store.receive(List.of(AlertUpdate.firing(alert(now, "5"))), Moment.steady(now.plusSeconds(120)));
            store.receive(
                    List.of(AlertUpdate.resolved(alert(now, "5"), now.plusSeconds(150))),
                    Moment.steady(now.plusSeconds(150)));

            List<Recording.News> news = Recording.read(file).news();
            assertThat(news).extracting(Recording.News::firing).containsExactly(true, true, false);
            assertThat(replicas(file)).containsExactly("4", "5", "5");
            assertThat(news.get(0).alert()).isEqualTo(alert(now, "4"));
            assertThat(news.get(0).at()).isBetween(now.minusSeconds(1), Instant.now());

            store.compact(Moment.steady(now), Instant.now().plusSeconds(60));
            assertThat(Recording.read(file).news()).isEmpty();
        }
    }

    @Test
    void anAlertThatIsForgottenWhileItFiredHasEnded() {
        Path file = folder.resolve("headroom.db");
        Instant now = Instant.now();
        try (SqliteStore store = SqliteStore.open(file, LIFECYCLE, LATER)) {
            store.receive(List.of(AlertUpdate.firing(alert(now, "4"))), Moment.steady(now));
            store.reconcile(List.of(), true, Moment.steady(now.plusSeconds(15)), Moment.steady(now.plusSeconds(15)));
            assertThat(Recording.read(file).news())
                    .extracting(Recording.News::firing)
                    .containsExactly(true, false);
        }
    }

    @Test
    void alertsThatNeverRestDoNotFillTheDisk() {
        Path file = folder.resolve("headroom.db");
        Instant now = Instant.now();
        try (SqliteStore store = SqliteStore.open(file, LIFECYCLE, LATER)) {
            store.receive(List.of(AlertUpdate.firing(alert(now, "1"))), Moment.steady(now));
            store.write(sql -> sql.update("""
                    INSERT INTO alert_news (id, at, fingerprint, phase, starts_at, labels, annotations)
                    SELECT 200000, at, fingerprint, phase, starts_at, labels, '{"replicas": "2"}' FROM alert_news"""));
            assertThat(replicas(file)).containsExactly("1", "2");
            store.receive(List.of(AlertUpdate.firing(alert(now, "3"))), Moment.steady(now.plusSeconds(60)));
            assertThat(replicas(file)).as("the first of 200,001 is gone").containsExactly("2", "3");
        }
    }

    private static List<String> replicas(Path file) {
        return Recording.read(file).news().stream()
                .map(known -> known.alert().annotation("replicas"))
                .toList();
    }

    @Test
    void whatIsNoStoreIsTold() throws Exception {
        Path none = folder.resolve("none.db");
        assertThatThrownBy(() -> Recording.read(none))
                .isInstanceOf(StoreException.class)
                .hasMessage(none + " is no store; name the file that store: sqlite:FILE names");
        assertThat(Files.exists(none)).isFalse();
        Path empty = Files.createFile(folder.resolve("empty.db"));
        assertThatThrownBy(() -> Recording.read(empty))
                .hasMessageContaining("has schema version 0, which records no alerts; start this headroom on it");
    }
}

package dev.headroom.receiver.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.store.memory.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is written down of replicas, and what hours come of it. */
class ReplicaLogTest {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-24T15:00:00Z");

    private final InMemoryStore store = new InMemoryStore(new AlertLifecycle(Duration.ofMinutes(7), null));
    private Instant now = MIDNIGHT;
    private ReplicaLog log = new ReplicaLog(store, () -> SEOUL, () -> now);

    private static Map<String, Counts> app(Integer desired, Integer ready) {
        return Map.of("app", new Counts(desired, ready, 1, 10, 2));
    }

    private void at(String time, int desired) {
        until(MIDNIGHT.plus(Duration.parse("PT" + time)), desired);
    }

    /** Looks every four minutes up to then, at the count that was, and then at the new one. */
    private void until(Instant then, int desired) {
        Map<String, Counts> same = last;
        while (now.plusSeconds(240).isBefore(then) && same != null) {
            now = now.plusSeconds(240);
            log.look(same);
        }
        now = then;
        last = app(desired, desired);
        log.look(last);
    }

    private Map<String, Counts> last;

    @Test
    void hoursAreReplicasTimesTimeAgainstTheMaximum() {
        at("0h", 2);
        at("3h", 5);
        at("4h", 5);

        Hours today = log.track("app").today();
        assertThat(today.used()).isEqualTo(Duration.ofHours(3 * 2 + 5));
        assertThat(today.atMax()).isEqualTo(Duration.ofHours(4 * 10));
        assertThat(today.seen()).isEqualTo(Duration.ofHours(4));
        assertThat(log.track("app").month()).isEqualTo(today);
    }

    @Test
    void theDayBeginsInTheZoneOfThePolicyAndTheMonthGoesOn() {
        at("0h", 2);
        at("24h", 3);
        at("25h", 3);

        Track track = log.track("app");
        assertThat(track.today().used()).isEqualTo(Duration.ofHours(3));
        assertThat(track.month().used()).isEqualTo(Duration.ofHours(24 * 2 + 3));
    }

    @Test
    void aMonthBeginsAnew() {
        at("0h", 2);
        until(Instant.parse("2026-11-30T15:00:00Z"), 2); // the first of December in Seoul
        until(Instant.parse("2026-11-30T16:00:00Z"), 2);

        assertThat(log.track("app").month().used()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void aRestartGoesOnFromTheStore() {
        at("0h", 2);
        at("26h", 4);
        Track before = log.track("app");

        log = new ReplicaLog(store, () -> SEOUL, () -> now);
        assertThat(log.track("app")).isEqualTo(before);
        at("27h", 4);

        assertThat(log.track("app").today().used()).isEqualTo(Duration.ofHours(2 * 2 + 4));
        assertThat(log.track("app").month().used()).isEqualTo(Duration.ofHours(26 * 2 + 4));
    }

    @Test
    void timeWithoutALookIsAGapAndCountsNowhere() {
        at("0h", 2);
        at("1h", 2);
        now = MIDNIGHT.plus(Duration.ofHours(5));
        log.look(last);
        at("6h", 2);

        Track track = log.track("app");
        assertThat(track.today().seen()).isEqualTo(Duration.ofHours(2));
        assertThat(track.today().used()).isEqualTo(Duration.ofHours(4));
        assertThat(track.points()).anySatisfy(point -> {
            assertThat(point.at()).isEqualTo(MIDNIGHT.plus(Duration.ofHours(1)));
            assertThat(point.counts()).isNull();
        });
    }

    @Test
    void aCountThatTheTargetDoesNotTellCountsNowhere() {
        at("0h", 2);
        at("1h", 2);
        last = app(null, null);
        log.look(last);
        at("2h", 2);

        assertThat(log.track("app").today().seen()).isEqualTo(Duration.ofHours(1));
        log = new ReplicaLog(store, () -> SEOUL, () -> now);
        assertThat(log.track("app").points()).anySatisfy(point -> {
            assertThat(point.counts()).isNotNull();
            assertThat(point.counts().desired()).isNull();
        });
    }

    @Test
    void theLastDayIsShownFromTheCountThatWas() {
        at("0h", 2);
        at("20h", 3);
        at("47h", 4);
        now = MIDNIGHT.plus(Duration.ofHours(48)).minusSeconds(60);

        List<Track.Point> points = log.track("app").points();
        assertThat(points.get(0).at()).isBefore(now.minus(Duration.ofHours(24)).plusSeconds(1));
        assertThat(points.get(0).counts()).isEqualTo(new Counts(3, 3, 1, 10, 2));
        assertThat(points.get(points.size() - 1).counts()).isNull();
    }

    @Test
    void whatIsKeptDoesNotGrow() {
        for (int i = 0; i < 10_000; i++) {
            now = now.plusSeconds(7);
            log.look(app(i % 2 + 2, i % 3 + 1));
        }
        assertThat(store.spans("app")).hasSizeLessThanOrEqualTo(Spans.MOST + 1);
        double hours = 10_000 * 7 / 3600.0;
        Track track = log.track("app");
        assertThat(track.today().seen()).isEqualTo(Duration.ofSeconds(9_999 * 7));
        assertThat(track.today().used().toSeconds() / 3600.0).as("exact").isCloseTo(hours * 2.5, within(0.01));
    }

    @Test
    void aClockThatIsSetBackTakesTheDayBackWithIt() {
        at("0h", 2);
        at("4h", 5);
        now = MIDNIGHT.plus(Duration.ofHours(2));
        log.look(last);

        assertThat(log.track("app").today().seen()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void aMonthOfChangesKeepsLittleMoreThanADay() {
        for (int hour = 0; hour < 24 * 5; hour++) {
            at(hour + "h", 2 + hour % 2);
        }
        assertThat(store.spans("app")).hasSizeBetween(26, 29);
        assertThat(log.track("app").month().used()).isEqualTo(Duration.ofMinutes(60 * (60 * 2 + 59 * 3)));
    }

    /** As 0.1.0 wrote it: yesterday from 22:00, today a gap from 01:00 to 02:00. */
    @Test
    void whatTheReleaseBeforeWroteIsGoneOnWith() {
        long midnight = MIDNIGHT.plus(Duration.ofHours(24)).getEpochSecond();
        store.note(
                "replicas:1:app",
                "2026-11-25 " + (midnight - 5) + " 36000000 72000000 18000000\n" + (midnight - 7200) + " 2 2 1 10 2\n"
                        + (midnight - 3600) + " 4 - 1 10 2");
        store.note(
                "replicas:0:app",
                "2026-11-26 " + (midnight + 9000) + " 57580000 143950000 25195000\n" + midnight + " 4 4 1 10 2\n"
                        + (midnight + 3600) + "\n" + (midnight + 7200) + " 5 5 1 10 2");
        now = Instant.ofEpochSecond(midnight + 9000);

        Track before = log.track("app");
        assertThat(before.today().used()).isEqualTo(Duration.ofMinutes(4 * 60 + 5 * 30));
        assertThat(before.today().seen()).isEqualTo(Duration.ofMinutes(90));
        assertThat(before.month().used()).isEqualTo(Duration.ofSeconds(57_580 + 14_400 + 9_000));
        assertThat(before.points().stream().filter(point -> point.counts() == null))
                .hasSize(4);
        assertThat(before.points().get(1).counts()).isEqualTo(new Counts(2, 2, 1, 10, 2));

        log.look(app(5, 5));
        log = new ReplicaLog(store, () -> SEOUL, () -> now);
        assertThat(store.spans("app")).isNotEmpty();
        assertThat(log.track("app").today()).isEqualTo(before.today());
        assertThat(log.track("app").month()).isEqualTo(before.month());
    }

    @Test
    void whatCannotBeReadBeginsAnew() {
        store.note("replicas:0:app", "nonsense");
        store.note("replicas:1:app", "2026-11-24 5\nx y z");

        at("0h", 2);
        at("1h", 2);

        assertThat(log.track("app").today().used()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void whoeverDoesNotLeadShowsWhatTheLeaderWrote() {
        ReplicaLog other = new ReplicaLog(store, () -> SEOUL, () -> now);
        at("0h", 2);
        at("1h", 3);
        store.lead(false);
        other.look(app(9, 9));

        assertThat(other.track("app").today().used()).isEqualTo(Duration.ofHours(2));
        assertThat(other.track("worker-rl")).isEqualTo(Track.EMPTY);
    }
}

package dev.headroom.receiver.store.sqlite;

import static dev.headroom.receiver.store.Samples.LATER;
import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.alert;
import static dev.headroom.receiver.store.Samples.at;
import static dev.headroom.receiver.store.Samples.hold;
import static dev.headroom.receiver.store.Samples.in;
import static dev.headroom.receiver.store.Samples.planned;
import static dev.headroom.receiver.store.Samples.scale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.AlertStore;
import dev.headroom.receiver.store.AlertStore.Receipt;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofMinutes(7), null);
    private static final int PAGE = 4096;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("headroom.db");
    }

    private SqliteStore open() {
        return SqliteStore.open(file, LIFECYCLE, LATER);
    }

    @Test
    void commitsAreSyncedToTheDisk() {
        try (SqliteStore store = open()) {
            List<Integer> synchronous = new ArrayList<>();
            store.write(sql -> synchronous.add(sql.number("PRAGMA synchronous")));
            assertThat(synchronous).as("2 is FULL").containsExactly(2);
            List<String> journal = new ArrayList<>();
            store.write(sql -> journal.addAll(sql.query("PRAGMA journal_mode", row -> row.getString(1))));
            assertThat(journal).containsExactly("wal");
        }
    }

    /** Else each commit would be followed by one of the few that came during it, and all rows written twice. */
    @Test
    void whatComesDuringACommitIsWrittenWithWhatComesSoonAfterIt() throws Exception {
        try (SqliteStore store = open();
                Session other = new Session(DriverManager.getConnection("jdbc:sqlite:" + file))) {
            other.script("BEGIN IMMEDIATE"); // holds the commit up
            Receipt first = store.take(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(T0));
            awaitHeldUp();
            Receipt second = store.take(List.of(AlertUpdate.firing(alert(2, T0))), Moment.steady(T0));
            List<Integer> rows = new ArrayList<>();
            Thread next = new Thread(() -> store.write(sql -> rows.add(sql.number("SELECT count(*) FROM alerts"))));
            next.start();
            while (next.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            other.script("ROLLBACK");
            first.await();
            next.join();
            assertThat(rows).as("in the transaction after the first").containsExactly(1);
            second.await();
            assertThat(store.alerts()).hasSize(2);
        }
    }

    /** Until a transaction has begun and goes no further. */
    private static void awaitHeldUp() throws InterruptedException {
        Set<Thread> held;
        do {
            held = threadsIn(Gathering.class);
            Thread.sleep(50);
            held.retainAll(threadsIn(Gathering.class));
        } while (held.isEmpty());
    }

    private static Set<Thread> threadsIn(Class<?> type) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(type.getName())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void aSightSoonAfterTheOneOnDiskIsKnownAndCostsNoWrite() {
        try (SqliteStore store = open()) {
            store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(T0));
            store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(at(8)));
            assertThat(store.alerts())
                    .extracting(state -> state.seenAt().wall())
                    .containsExactly(at(8));
        }
        try (SqliteStore store = open()) {
            assertThat(store.alerts())
                    .extracting(state -> state.seenAt().wall())
                    .containsExactly(T0);
            store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(at(9)));
        }
        try (SqliteStore store = open()) {
            assertThat(store.alerts())
                    .as("a fiftieth of 7 minutes has passed")
                    .extracting(state -> state.seenAt().wall())
                    .containsExactly(at(9));
        }
    }

    @Test
    void ofNewsAmongSightsTheNewsAloneIsWritten() {
        try (SqliteStore store = open()) {
            store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(T0));
            store.receive(
                    List.of(AlertUpdate.firing(alert(1, T0)), AlertUpdate.firing(alert(2, T0))), Moment.steady(at(2)));
            assertThat(store.alerts())
                    .extracting(state -> state.seenAt().wall())
                    .containsExactly(at(2), at(2));
        }
        try (SqliteStore store = open()) {
            assertThat(store.alerts())
                    .extracting(
                            state -> state.alert().fingerprint(),
                            state -> state.seenAt().wall())
                    .containsExactlyInAnyOrder(
                            tuple(alert(1, T0).fingerprint(), T0),
                            tuple(alert(2, T0).fingerprint(), at(2)));
        }
    }

    @Test
    void anotherTextOfAKnownAlertIsWritten() {
        Alert known = alert(1, T0);
        Alert other = new Alert(known.fingerprint(), known.labels(), Map.of("summary", "another"), known.startsAt());
        try (SqliteStore store = open()) {
            store.receive(List.of(AlertUpdate.firing(known)), Moment.steady(T0));
            store.receive(List.of(AlertUpdate.firing(other)), Moment.steady(at(2)));
        }
        try (SqliteStore store = open()) {
            assertThat(store.alerts()).singleElement().satisfies(state -> {
                assertThat(state.alert()).isEqualTo(other);
                assertThat(state.since().wall()).isEqualTo(T0);
                assertThat(state.seenAt().wall()).as("by a fiftieth too old").isEqualTo(T0);
            });
        }
    }

    @Test
    void aFullDiskRefusesWritesAndGoesOnByItselfWhenThereIsRoomAgain() {
        try (SqliteStore store = open()) {
            store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(T0));
            store.write(sql -> sql.script("PRAGMA max_page_count = 1"));
            assertThatThrownBy(() -> store.note("big", "x".repeat(20 * PAGE)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("cannot write to " + file)
                    .hasMessageContaining("full")
                    .hasMessageContaining("make room on its disk");
            assertThatThrownBy(() -> store.receive(
                            IntStream.range(2, 300)
                                    .mapToObj(i -> AlertUpdate.firing(alert(i, T0)))
                                    .toList(),
                            Moment.steady(T0)))
                    .isInstanceOf(StoreException.class);
            assertThat(store.alerts()).as("memory is not ahead of the disk").hasSize(1);
            assertThat(store.note("big")).isEmpty();
            store.write(sql -> sql.script("PRAGMA max_page_count = 100000"));
            store.note("big", "x".repeat(20 * PAGE));
            store.receive(List.of(AlertUpdate.firing(alert(2, T0))), Moment.steady(T0));
        }
        try (SqliteStore store = open()) {
            assertThat(store.alerts()).hasSize(2);
            assertThat(store.note("big")).isPresent();
        }
    }

    @Test
    void aFailingWriteFailsNobodyElseInItsGroup() throws Exception {
        try (SqliteStore store = open()) {
            Writing slow = new Writing(store, sql -> sleep());
            List<Writing> group = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                group.add(new Writing(store, sql -> new NoteTable(sql).put("n" + number, "v")));
                group.add(new Writing(store, sql -> sql.script("INSERT INTO nowhere VALUES (1)")));
            }
            assertThat(slow.failure()).isNull();
            for (int i = 0; i < group.size(); i++) {
                assertThat(group.get(i).failure() == null).as("write %d", i).isEqualTo(i % 2 == 0);
            }
            for (int i = 0; i < 10; i++) {
                assertThat(store.note("n" + i)).contains("v");
            }
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A write in a thread of its own. */
    private static final class Writing {
        private final Thread thread;
        private volatile StoreException failure;

        Writing(SqliteStore store, Session.Write write) {
            thread = new Thread(() -> {
                try {
                    store.write(write);
                } catch (StoreException e) {
                    failure = e;
                }
            });
            thread.start();
        }

        StoreException failure() throws InterruptedException {
            thread.join(20_000);
            assertThat(thread.isAlive()).isFalse();
            return failure;
        }
    }

    @Test
    void newsIsSeenByOthersOnceItIsOnDiskAndMeanwhileWhatFollowsBuildsOnIt() throws Exception {
        try (SqliteStore store = open()) {
            CountDownLatch still = new CountDownLatch(1);
            Writing slow = new Writing(store, sql -> await(still));
            AlertStore.Receipt fires = store.take(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(T0));
            AlertStore.Receipt ends =
                    store.take(List.of(AlertUpdate.resolved(alert(1, T0), at(5))), Moment.steady(at(6)));
            AlertStore.Receipt stale = store.take(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(at(7)));
            assertThat(store.alerts()).isEmpty();

            still.countDown();
            fires.await();
            ends.await();
            stale.await();
            assertThat(slow.failure()).isNull();
            assertThat(store.alerts())
                    .extracting(AlertState::phase, AlertState::resolvedAt)
                    .containsExactly(tuple(AlertState.Phase.SUSPECT, at(5)));
        }
        assertThat(words("SELECT phase FROM alerts")).containsExactly("SUSPECT");
    }

    /** Another program has the database locked for longer than a write waits for it. */
    @Test
    void whatBuildsOnNewsThatCouldNotBeStoredIsRefusedWithItAndTheSameAgainIsTaken() throws Exception {
        List<AlertUpdate> fires = List.of(AlertUpdate.firing(alert(1, T0)));
        List<AlertUpdate> ends = List.of(AlertUpdate.resolved(alert(1, T0), at(5)));
        try (SqliteStore store = open()) {
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement lock = other.createStatement()) {
                lock.execute("BEGIN IMMEDIATE");
                AlertStore.Receipt first = store.take(fires, Moment.steady(T0));
                Thread.sleep(200); // it is under way
                AlertStore.Receipt second = store.take(ends, Moment.steady(at(6)));
                assertThatThrownBy(first::await)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("another program has it locked");
                lock.execute("ROLLBACK");
                assertThatThrownBy(second::await)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("another program has it locked");
                assertThat(store.alerts()).isEmpty();
            }
            store.receive(ends, Moment.steady(at(7)));
            assertThat(store.alerts()).extracting(AlertState::phase).containsExactly(AlertState.Phase.RESOLVED);
        }
    }

    @Test
    void ofAMergeThatFailsHalfwayNothingIsKept() {
        try (SqliteStore store = open()) {
            assertThatThrownBy(() -> store.merge(changes -> {
                        changes.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(T0));
                        throw new IllegalStateException("halfway");
                    }))
                    .hasMessage("halfway");
            store.receive(List.of(AlertUpdate.firing(alert(2, T0))), Moment.steady(T0));
            assertThat(store.alerts())
                    .extracting(state -> state.alert().fingerprint())
                    .containsExactly(alert(2, T0).fingerprint());
        }
    }

    @Test
    void aHundredThatChangeOneAlertWriteItAFewTimes() throws Exception {
        Alert known = alert(1, T0);
        try (SqliteStore store = open()) {
            store.receive(List.of(AlertUpdate.firing(known)), Moment.steady(T0));
            long before = Files.size(log(file));
            CountDownLatch still = new CountDownLatch(1);
            Writing slow = new Writing(store, sql -> await(still));
            List<AlertStore.Receipt> receipts = IntStream.rangeClosed(1, 100)
                    .mapToObj(i -> new Alert(
                            known.fingerprint(), known.labels(), Map.of("summary", "no. " + i), known.startsAt()))
                    .map(alert -> store.take(List.of(AlertUpdate.firing(alert)), Moment.steady(at(1))))
                    .toList();
            still.countDown();
            receipts.forEach(AlertStore.Receipt::await);
            assertThat(slow.failure()).isNull();
            assertThat(Files.size(log(file)) - before).isLessThan(20L * PAGE);
            assertThat(store.alerts())
                    .extracting(state -> state.alert().annotation("summary"))
                    .containsExactly("no. 100");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aMergeThatChangesNothingWritesNothing() throws IOException {
        try (SqliteStore store = open()) {
            store.receive(List.of(AlertUpdate.resolved(alert(1, T0), at(5))), Moment.steady(at(6)));
            long before = Files.size(log(file));
            store.receive(List.of(AlertUpdate.resolved(alert(1, T0), at(5))), Moment.steady(at(9)));
            assertThat(Files.size(log(file))).isEqualTo(before);
            store.receive(List.of(AlertUpdate.firing(alert(2, T0))), Moment.steady(at(9)));
            assertThat(Files.size(log(file))).isGreaterThan(before);
        }
    }

    @Test
    void whenEachPhaseOfARolloutBeganIsKept() throws SQLException {
        Rollout rollout = planned("a1", "app", T0);
        try (SqliteStore store = open()) {
            store.begin(rollout, scale("app", T0));
            store.save(in(rollout, Phase.SCALING, at(1), ""));
            store.save(in(rollout, Phase.SCALING, at(1), "again"));
            store.save(in(rollout, Phase.VERIFYING, at(4), ""));
            store.save(in(rollout, Phase.DONE, at(9), ""));
        }
        assertThat(words("SELECT phase || ' ' || entered_at FROM rollout_steps ORDER BY entered_at"))
                .containsExactly(
                        "PLANNED 2026-03-02T10:00:00.123456789Z",
                        "SCALING 2026-03-02T10:00:01.123456789Z",
                        "VERIFYING 2026-03-02T10:00:04.123456789Z",
                        "DONE 2026-03-02T10:00:09.123456789Z");
    }

    @Test
    void compactForgetsRolloutsAndStepsWithTheirAction() throws SQLException {
        Rollout rollout = planned("a1", "app", T0);
        try (SqliteStore store = open()) {
            store.begin(rollout, scale("app", T0));
            store.save(in(rollout, Phase.DONE, at(9), ""));
            store.compact(Moment.steady(at(100)), at(50));
        }
        assertThat(ask("SELECT count(*) FROM rollouts") + ask("SELECT count(*) FROM rollout_steps"))
                .isZero();
    }

    /** Three days of a decision every minute, kept for one: what is forgotten makes room for what comes. */
    @Test
    void theFileGrowsNoMoreOnceTheHistoryIsAsLongAsItIsKept() {
        List<Integer> pages = new ArrayList<>();
        try (SqliteStore store = open()) {
            for (int day = 0; day < 3; day++) {
                for (int minute = 0; minute < 1440; minute += 10) {
                    Instant now = at(day * 86_400L + minute * 60L);
                    store.write(sql -> {
                        for (int i = 0; i < 10; i++) {
                            new DecisionTable(sql).add(DecisionTable.Line.of(hold("app", now.plusSeconds(i * 60L))));
                        }
                    });
                    store.compact(Moment.steady(now), now.minus(Duration.ofDays(1)));
                }
                store.write(sql -> pages.add(sql.number("PRAGMA page_count")));
            }
            assertThat(store.decisions("app", null, 5000)).hasSizeBetween(1440, 1450);
        }
        assertThat(pages.get(2)).isLessThanOrEqualTo(pages.get(1) + 2);
        assertThat(pages.get(1)).isLessThan(pages.get(0) * 11 / 10);
    }

    @Test
    void theDatabaseItselfForbidsASecondRolloutOfAService() {
        try (SqliteStore store = open()) {
            store.begin(planned("a1", "app", T0), scale("app", T0));
            String second = "INSERT INTO actions SELECT 'a2', service, at, source_kind, source, triggers,"
                    + " from_replicas, to_replicas, result, finished_at FROM actions;"
                    + "INSERT INTO rollouts SELECT 'a2', service, phase, since, detail, ended, kept, seats FROM rollouts;";
            assertThatThrownBy(() -> store.write(sql -> sql.script(second)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("UNIQUE");
        }
    }

    private static Path log(Path database) {
        return Path.of(database + "-wal");
    }

    private int ask(String query) throws SQLException {
        return Integer.parseInt(words(query).get(0));
    }

    private List<String> words(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> words = new ArrayList<>();
            while (rows.next()) {
                words.add(rows.getString(1));
            }
            return words;
        }
    }
}

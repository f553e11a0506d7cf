package dev.headroom.receiver.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.store.StoreException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that stands still while a write is under way, and another one waits behind it. */
@Timeout(60)
class WriterTest {
    @TempDir
    Path folder;

    @Test
    void ofAWriteUnderWayNobodyKnowsAndOneThatWaitsIsWithdrawn() throws SQLException {
        Path file = folder.resolve("headroom.db");
        Session sql = new Session(DriverManager.getConnection("jdbc:sqlite:" + file));
        sql.script("CREATE TABLE lines (line TEXT)");
        CountDownLatch still = new CountDownLatch(1);

        try (Writer writer = new Writer(sql, new Faults(file), Duration.ofMillis(200))) {
            assertThatThrownBy(() -> writer.write(session -> {
                        await(still);
                        session.update("INSERT INTO lines VALUES ('first')");
                    }))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.outcome("it")).isEqualTo("it is not known whether it was stored"))
                    .hasMessageEndingWith("stands still; it may yet be written");
            assertThatThrownBy(() -> writer.write(session -> session.update("INSERT INTO lines VALUES ('second')")))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.outcome("it")).isEqualTo("it could not be stored"))
                    .hasMessageEndingWith("stands still");
            still.countDown();
            writer.write(session -> session.update("INSERT INTO lines VALUES ('third')"));
        }

        try (Session again = new Session(DriverManager.getConnection("jdbc:sqlite:" + file))) {
            List<String> lines = again.query("SELECT line FROM lines", row -> row.getString(1));
            assertThat(lines).containsExactly("first", "third");
        }
    }

    @Test
    void whoeverGivesUpAWriteThatStillWaitsWithdrawsItForAllWhoWaitForIt() throws Exception {
        Path file = folder.resolve("headroom.db");
        Session sql = new Session(DriverManager.getConnection("jdbc:sqlite:" + file));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch still = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);

        try (Writer writer = new Writer(sql, new Faults(file), Duration.ofSeconds(30))) {
            Caller first = new Caller(() -> writer.write(session -> {
                begun.countDown();
                await(still);
            }));
            begun.await();
            Writer.Ticket shared = new Writer.Ticket(session -> written.countDown());
            writer.submit(shared);
            Caller stays = new Caller(() -> writer.await(shared));
            Caller leaves = new Caller(() -> writer.await(shared));
            assertThat(leaves.interrupted().outcome("it")).isEqualTo("it could not be stored");
            assertThat(stays.failure.get(20, TimeUnit.SECONDS).outcome("it")).isEqualTo("it could not be stored");
            still.countDown();
            first.thread.join();
        }
        assertThat(written.getCount()).isEqualTo(1);
    }

    /** As when the program is told to stop in the middle of it. */
    @Test
    void ofAWriteThatWasInterruptedNobodyKnowsUnlessItStillWaited() throws Exception {
        Path file = folder.resolve("headroom.db");
        Session sql = new Session(DriverManager.getConnection("jdbc:sqlite:" + file));
        sql.script("CREATE TABLE lines (line TEXT)");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch still = new CountDownLatch(1);

        try (Writer writer = new Writer(sql, new Faults(file), Duration.ofSeconds(30))) {
            Caller first = new Caller(() -> writer.write(session -> {
                begun.countDown();
                await(still);
                session.update("INSERT INTO lines VALUES ('first')");
            }));
            begun.await();
            Caller second =
                    new Caller(() -> writer.write(session -> session.update("INSERT INTO lines VALUES ('second')")));
            assertThat(first.interrupted().outcome("it")).isEqualTo("it is not known whether it was stored");
            assertThat(second.interrupted().outcome("it")).isEqualTo("it could not be stored");
            still.countDown();
        }

        try (Session again = new Session(DriverManager.getConnection("jdbc:sqlite:" + file))) {
            assertThat(again.query("SELECT line FROM lines", row -> row.getString(1)))
                    .containsExactly("first");
        }
    }

    /** Somebody who waits for a write. */
    private static final class Caller {
        private final CompletableFuture<StoreException> failure = new CompletableFuture<>();
        private final Thread thread;

        Caller(Runnable write) {
            thread = new Thread(() -> {
                try {
                    write.run();
                    failure.completeExceptionally(new AssertionError("it was written"));
                } catch (StoreException e) {
                    failure.complete(e);
                }
            });
            thread.start();
        }

        StoreException interrupted() throws Exception {
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            thread.interrupt();
            return failure.get(20, TimeUnit.SECONDS);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

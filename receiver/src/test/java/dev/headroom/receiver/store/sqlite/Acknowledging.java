package dev.headroom.receiver.store.sqlite;

import static dev.headroom.receiver.store.Samples.LATER;
import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.alert;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A process of its own: opens the store, receives alerts from 8 threads, prints each fingerprint once it is kept. */
final class Acknowledging {
    private static final int THREADS = 8;

    private Acknowledging() {}

    /** Arguments: the database, and how many alerts; with 0 it holds the store until its input ends. */
    public static void main(String[] arguments) throws Exception {
        int alerts = Integer.parseInt(arguments[1]);
        try (SqliteStore store =
                SqliteStore.open(Path.of(arguments[0]), new AlertLifecycle(Duration.ofDays(1), null), LATER)) {
            say("open");
            if (alerts == 0) {
                System.in.read();
            } else {
                receive(store, alerts);
            }
        } catch (StoreException e) {
            say(e.getMessage());
            System.exit(1);
        }
    }

    private static void receive(SqliteStore store, int alerts) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < alerts; i++) {
            int number = i;
            pool.execute(() -> {
                store.receive(List.of(AlertUpdate.firing(alert(number, T0))), Moment.steady(T0));
                say(alert(number, T0).fingerprint().value());
            });
        }
        pool.shutdown();
        pool.awaitTermination(1, TimeUnit.MINUTES);
    }

    private static void say(String line) {
        PrintStream out = System.out;
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}

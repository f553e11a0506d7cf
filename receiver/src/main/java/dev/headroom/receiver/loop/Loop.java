package dev.headroom.receiver.loop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A thread for what is done in turns. Whatever a turn throws, an {@link Error} too, is told, and the next one comes all the
 * same: an executor alone would stop for ever, and in silence.
 */
public final class Loop implements AutoCloseable {

    private final Consumer<Throwable> failed;
    private final ScheduledExecutorService thread;

    /** @param failed told what a turn has thrown */
    public Loop(String name, Consumer<Throwable> failed) {
        this.failed = failed;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread named = new Thread(task, name);
            named.setDaemon(true);
            return named;
        });
    }

    /** Takes turns for ever, with a pause between two of them. */
    public void every(Duration first, Duration pause, Runnable turn) {
        @SuppressWarnings("unused") // a turn fails in its own way
        Future<?> forever = thread.scheduleWithFixedDelay(
                () -> take(turn), first.toNanos(), Math.max(1, pause.toNanos()), TimeUnit.NANOSECONDS);
    }

    /** Takes one turn after a while; none where it is closed. */
    public void once(Duration wait, Runnable turn) {
        try {
            @SuppressWarnings("unused") // a turn fails in its own way
            Future<?> soon = thread.schedule(() -> take(turn), wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // closed meanwhile
        }
    }

    /** Takes one turn, and waits for it at most so long. */
    public void atOnce(Duration within, Runnable turn) {
        CountDownLatch taken = new CountDownLatch(thread.isShutdown() ? 0 : 1);
        once(Duration.ZERO, () -> {
            try {
                turn.run();
            } finally {
                taken.countDown();
            }
        });
        waited(() -> taken.await(within.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void take(Runnable turn) {
        try {
            turn.run();
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        }
    }

    /** Takes no further turn, and waits for the one under way; tells whether that has ended. */
    public boolean ends(Duration within) {
        thread.shutdown();
        return waited(() -> thread.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS));
    }

    @FunctionalInterface
    private interface Wait {
        boolean until() throws InterruptedException;
    }

    private static boolean waited(Wait wait) {
        try {
            return wait.until();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes no further turn, and interrupts the one under way. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}

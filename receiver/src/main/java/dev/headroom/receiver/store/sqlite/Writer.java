package dev.headroom.receiver.store.sqlite;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.headroom.receiver.store.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes all waiting writes into one transaction, so that their callers share one sync of
 * the disk; when that fails, each is tried alone, so that a bad write fails its own caller only.
 */
final class Writer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /**
     * A write that one or several callers wait for.
     *
     * @param taken by the writing thread, which may commit it from then on, or by a caller who gave up
     */
    record Ticket(Session.Write write, CompletableFuture<Void> done, AtomicBoolean taken) {
        Ticket(Session.Write write) {
            this(write, new CompletableFuture<>(), new AtomicBoolean());
        }

        /** For one of the two, the first. */
        private boolean take() {
            return taken.compareAndSet(false, true);
        }

        private void written() {
            done.complete(null);
        }

        private void failed(Throwable why) {
            write.failed(why);
            done.completeExceptionally(why);
        }
    }

    private final Session sql;
    private final Faults faults;
    private final Duration patience;
    private final BlockingQueue<Ticket> waiting = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Writer::daemon);

    /** @param patience a caller waits for the disk no longer */
    Writer(Session sql, Faults faults, Duration patience) {
        this.sql = sql;
        this.faults = faults;
        this.patience = patience;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "store-writer");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns when the write is on disk. */
    void write(Session.Write write) {
        Ticket ticket = new Ticket(write);
        submit(ticket);
        await(ticket);
    }

    /** Has it written next; once for each ticket. */
    synchronized void submit(Ticket ticket) {
        if (thread.isShutdown()) {
            ticket.failed(new StoreException("cannot write to " + faults.file() + ": the store is closed"));
            return;
        }
        waiting.add(ticket);
        thread.execute(this::turn);
    }

    /** Does something else on the writing thread, after a while; at the end at once or not at all. */
    synchronized void later(Duration wait, Runnable what) {
        if (thread.isShutdown()) {
            what.run();
        } else {
            @SuppressWarnings("unused") // it cannot fail
            Future<?> soon = thread.schedule(what, wait.toMillis(), MILLISECONDS);
        }
    }

    /** Returns when it is on disk. Whoever gives up before it was taken withdraws it, for all who wait for it. */
    void await(Ticket ticket) {
        try {
            ticket.done().get(patience.toMillis(), MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (TimeoutException e) {
            throw unfinished(
                    ticket,
                    "no write to " + faults.file() + " within " + patience.toMillis()
                            + " ms; its disk is too slow or stands still",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unfinished(
                    ticket, "interrupted before the write to " + faults.file() + " was known to be on disk", e);
        }
    }

    /** Of one that the writing thread has not taken yet it is known that it will not be written. */
    private static StoreException unfinished(Ticket ticket, String what, Exception cause) {
        if (!ticket.take()) {
            return new StoreException(what + "; it may yet be written", cause, StoreException.Kind.UNKNOWN);
        }
        StoreException withdrawn = new StoreException(what, cause);
        ticket.failed(withdrawn);
        return withdrawn;
    }

    /** Takes all that wait; nothing, where the turn before took them along. */
    private void turn() {
        List<Ticket> batch = new ArrayList<>();
        waiting.drainTo(batch);
        batch.removeIf(ticket -> !ticket.take());
        if (!batch.isEmpty()) {
            commit(batch);
        }
    }

    private void shut() {
        try {
            sql.close();
        } catch (SQLException e) {
            LOG.warn(faults.of("close", e).getMessage());
        }
    }

    private void commit(List<Ticket> batch) {
        try {
            transact(batch);
            batch.forEach(Ticket::written);
        } catch (Throwable e) {
            if (batch.size() == 1) {
                batch.get(0).failed(e);
            } else {
                batch.forEach(ticket -> commit(List.of(ticket)));
            }
        }
    }

    private void transact(List<Ticket> batch) throws SQLException {
        sql.script("BEGIN");
        try {
            for (Ticket ticket : batch) {
                ticket.write().to(sql);
            }
            sql.script("COMMIT");
        } catch (Throwable e) {
            rollBack(e);
            throw e;
        }
        batch.forEach(ticket -> ticket.write().committed());
    }

    private void rollBack(Throwable why) {
        try {
            sql.script("ROLLBACK");
        } catch (SQLException e) {
            why.addSuppressed(e); // SQLite has rolled back by itself, as it does after some errors
        }
    }

    private StoreException failure(@Nullable Throwable cause) {
        if (cause instanceof SQLException refused) {
            return faults.of("write to", refused);
        }
        if (cause instanceof StoreException known) {
            return new StoreException(String.valueOf(known.getMessage()), known);
        }
        return new StoreException("cannot write to " + faults.file() + ": " + cause, new IllegalStateException(cause));
    }

    /** Ends after the writes that wait; a second time does nothing. */
    @Override
    public void close() {
        synchronized (this) {
            if (!thread.isShutdown()) {
                thread.execute(this::shut);
                thread.shutdown();
            }
        }
        try {
            thread.awaitTermination(patience.toMillis(), MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

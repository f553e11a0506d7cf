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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
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

    /** Keeps memory in step with the transaction; called by the writing thread. */
    interface Follower {
        /** Writes what has gathered, before the commit. */
        void flush(Session sql) throws SQLException;

        void committed();

        void rolledBack();
    }

    /** @param taken by the writing thread, which may commit it from then on, or by the caller who gave up */
    private record Ticket(Session.Write write, CompletableFuture<Void> done, AtomicBoolean taken) {
        Ticket(Session.Write write) {
            this(write, new CompletableFuture<>(), new AtomicBoolean());
        }

        /** For one of the two, the first. */
        boolean take() {
            return taken.compareAndSet(false, true);
        }
    }

    private final Session sql;
    private final Follower follower;
    private final Faults faults;
    private final Duration patience;
    private final BlockingQueue<Ticket> waiting = new LinkedBlockingQueue<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Writer::daemon);

    /** @param patience a caller waits for the disk no longer */
    Writer(Session sql, Follower follower, Faults faults, Duration patience) {
        this.sql = sql;
        this.follower = follower;
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
        enqueue(ticket);
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
        return ticket.take()
                ? new StoreException(what, cause)
                : new StoreException(what + "; it may yet be written", cause, StoreException.Kind.UNKNOWN);
    }

    private synchronized void enqueue(Ticket ticket) {
        if (thread.isShutdown()) {
            throw new StoreException("cannot write to " + faults.file() + ": the store is closed");
        }
        waiting.add(ticket);
        thread.execute(this::turn);
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
            batch.forEach(ticket -> ticket.done().complete(null));
        } catch (Throwable e) {
            if (batch.size() == 1) {
                batch.get(0).done().completeExceptionally(e);
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
            follower.flush(sql);
            sql.script("COMMIT");
        } catch (Throwable e) {
            rollBack(e);
            throw e;
        }
        follower.committed();
    }

    private void rollBack(Throwable why) {
        follower.rolledBack();
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

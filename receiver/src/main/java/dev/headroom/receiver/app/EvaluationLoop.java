package dev.headroom.receiver.app;

import dev.headroom.receiver.store.StoreException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluates at a fixed period, and within a tenth of a second when nudged; many nudges at a time make one evaluation. */
final class EvaluationLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EvaluationLoop.class);

    /** Between two evaluations: in a storm of webhooks, more of them would only take CPU from the webhooks. */
    private static final Duration GAP = Duration.ofMillis(100);

    private final Runnable evaluation;
    private final AtomicBoolean nudged = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "evaluation");
        named.setDaemon(true);
        return named;
    });
    private volatile long ended = System.nanoTime() - GAP.toNanos();
    private volatile String problem = "";

    EvaluationLoop(Runnable evaluation) {
        this.evaluation = evaluation;
    }

    void start(Duration every) {
        @SuppressWarnings("unused") // an evaluation catches its own failures
        Future<?> forever = thread.scheduleWithFixedDelay(this::evaluate, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks for an evaluation soon; returns at once. */
    void nudge() {
        if (nudged.compareAndSet(false, true) && !thread.isShutdown()) {
            long wait = ended + GAP.toNanos() - System.nanoTime();
            @SuppressWarnings("unused") // an evaluation catches its own failures
            Future<?> soon = thread.schedule(this::evaluate, wait, TimeUnit.NANOSECONDS);
        }
    }

    /** Why the latest evaluation failed; empty when it did not. */
    String problem() {
        return problem;
    }

    private void evaluate() {
        nudged.set(false);
        try {
            evaluation.run();
            problem = "";
        } catch (StoreException e) {
            report(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            problem = String.valueOf(e.getMessage());
            LOG.error("an evaluation failed; the next one tries again", e);
        } finally {
            ended = System.nanoTime();
        }
    }

    /** What lasts is logged once. */
    private void report(String message) {
        if (!message.equals(problem)) {
            LOG.error("an evaluation failed; the next one tries again: {}", message);
        }
        problem = message;
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("an evaluation was still running at the stop; the next start goes on from what is true");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.headroom.receiver.app;

import dev.headroom.receiver.loop.Loop;
import dev.headroom.receiver.store.StoreException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluates at a fixed period, and within a quarter of a second when nudged; many nudges at a time make one evaluation. */
final class EvaluationLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EvaluationLoop.class);

    /** Between two evaluations, also in a storm of webhooks. */
    private static final Duration GAP = Duration.ofMillis(250);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BooleanSupplier evaluation;
    private final AtomicBoolean nudged = new AtomicBoolean();
    private final Loop loop = new Loop("evaluation", this::failed);
    private long ended = System.nanoTime() - GAP.toNanos();
    private volatile String problem = "";

    /** @param evaluation tells whether another one should follow soon */
    EvaluationLoop(BooleanSupplier evaluation) {
        this.evaluation = evaluation;
    }

    void start(Duration every) {
        loop.every(Duration.ZERO, every, this::evaluate);
    }

    /** Asks for an evaluation soon; returns at once. */
    void nudge() {
        if (nudged.compareAndSet(false, true)) {
            loop.once(Duration.ZERO, this::awaken);
        }
    }

    private void awaken() {
        long wait = ended + GAP.toNanos() - System.nanoTime();
        if (wait > 0) {
            loop.once(Duration.ofNanos(wait), this::awaken);
        } else {
            evaluate();
        }
    }

    /** Why the latest evaluation failed; empty when it did not. */
    String problem() {
        return problem;
    }

    private void evaluate() {
        nudged.set(false);
        try {
            if (evaluation.getAsBoolean()) {
                nudge();
            }
            problem = "";
        } finally {
            ended = System.nanoTime();
        }
    }

    /** What lasts is logged once. */
    private void failed(Throwable thrown) {
        String message = thrown instanceof StoreException ? String.valueOf(thrown.getMessage()) : thrown.toString();
        if (!message.equals(problem)) {
            LOG.error(
                    "an evaluation failed; the next one tries again: {}",
                    message,
                    thrown instanceof StoreException ? null : thrown);
        }
        problem = message;
    }

    @Override
    public void close() {
        if (!loop.ends(PATIENCE)) {
            LOG.warn("an evaluation was still running at the stop; the next start goes on from what is true");
        }
    }
}

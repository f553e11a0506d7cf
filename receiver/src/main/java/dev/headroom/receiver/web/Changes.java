package dev.headroom.receiver.web;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.rollout.Rollout;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Counts what comes of evaluations, for those who wait for it. */
public final class Changes implements Outcomes, AutoCloseable {

    /** One evaluation judges every service; they are told of together. */
    private static final Duration GATHER = Duration.ofMillis(200);

    /** Its phase is the number of the change. */
    private final Phaser count = new Phaser(1);

    @Override
    public void decided(Explanation explanation) {
        changed();
    }

    @Override
    public void started(Action action, Duration sinceAlert) {
        changed();
    }

    @Override
    public void moved(Rollout before, Rollout after) {
        changed();
    }

    /** Something else is to be shown. One at a time: a phaser takes no second arrival while the first one advances it. */
    public synchronized void changed() {
        count.arrive();
    }

    /** The number of the latest change; negative when there will be none any more. */
    int latest() {
        return count.getPhase();
    }

    /** Waits for one that is later than {@code change}; after {@code patience} the time that passed counts as one. */
    int after(int change, Duration patience) throws InterruptedException {
        try {
            count.awaitAdvanceInterruptibly(change, patience.toMillis(), TimeUnit.MILLISECONDS);
            Thread.sleep(GATHER.toMillis());
        } catch (TimeoutException e) {
            changed();
        }
        return latest();
    }

    /** There will be no more. */
    @Override
    public void close() {
        count.forceTermination();
    }
}

package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the ledger along when the clock is set: a cooldown is time that must pass, so neither a clock that is put
 * forward ends it early, nor one that is put back makes it longer.
 */
final class ClockJumps {

    private static final Logger LOG = LoggerFactory.getLogger(ClockJumps.class);

    /** Less than this is how clocks are corrected all the time. */
    private static final Duration TOLERATED = Duration.ofSeconds(10);

    private final Store store;
    private final Clocks clocks;
    private final Heartbeats heartbeats;
    private final Duration memory;
    private Instant wall;
    private long ticks;
    private boolean first = true;

    /** @param memory how far back actions still count */
    ClockJumps(Store store, Clocks clocks, Heartbeats heartbeats, Duration memory) {
        this.store = store;
        this.clocks = clocks;
        this.heartbeats = heartbeats;
        this.memory = memory;
        this.wall = clocks.now();
        this.ticks = clocks.ticks().getAsLong();
    }

    /** Called before each evaluation. */
    void check() {
        Instant now = clocks.now();
        long nowTicks = clocks.ticks().getAsLong();
        Duration jump = Duration.between(wall.plusNanos(nowTicks - ticks), now);
        Instant before = wall;
        wall = now;
        ticks = nowTicks;
        if (first) {
            first = false;
            restamp(now, time -> time.isAfter(now) ? now : time);
        } else if (jump.abs().compareTo(TOLERATED) > 0) {
            LOG.warn("the clock jumped by {} s; cooldowns and rollouts are taken along", jump.toSeconds());
            restamp(before.minus(memory), time -> time.plus(jump));
            heartbeats.shift(jump);
        }
    }

    private void restamp(Instant since, UnaryOperator<Instant> moved) {
        boolean any = !store.rollouts().isEmpty() || !store.actions(since).isEmpty();
        if (any) {
            store.restamp(since, moved);
        }
    }
}

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

    private static final int READINGS = 10;

    private final Store store;
    private final Clocks clocks;
    private final Heartbeats heartbeats;
    private final Duration memory;
    private Reading last;
    private boolean first = true;

    /** Both clocks at one instant. */
    private record Reading(Instant wall, long ticks) {
        /** What the wall clock moved since {@code before} beyond the time that passed. */
        Duration jumpSince(Reading before) {
            return Duration.between(before.wall.plusNanos(ticks - before.ticks), wall);
        }
    }

    /** @param memory how far back actions still count */
    ClockJumps(Store store, Clocks clocks, Heartbeats heartbeats, Duration memory) {
        this.store = store;
        this.clocks = clocks;
        this.heartbeats = heartbeats;
        this.memory = memory;
        this.last = read();
    }

    /** Called before each evaluation. */
    void check() {
        Reading before = last;
        last = read();
        Instant now = last.wall;
        Duration jump = last.jumpSince(before);
        if (first) {
            first = false;
            restamp(now, time -> time.isAfter(now) ? now : time);
        } else if (jump.abs().compareTo(TOLERATED) > 0) {
            LOG.warn("the clock jumped by {} s; cooldowns and rollouts are taken along", jump.toSeconds());
            restamp(before.wall.minus(memory), time -> time.plus(jump));
            heartbeats.shift(jump);
        }
    }

    /** Read again where the process was held up between the two: that is no jump. */
    private Reading read() {
        long ticks;
        Instant wall;
        int left = READINGS;
        do {
            ticks = clocks.ticks().getAsLong();
            wall = clocks.now();
        } while (clocks.ticks().getAsLong() - ticks > TOLERATED.toNanos() / 2 && --left > 0);
        return new Reading(wall, ticks);
    }

    private void restamp(Instant since, UnaryOperator<Instant> moved) {
        boolean any = !store.rollouts().isEmpty() || !store.actions(since).isEmpty();
        if (any) {
            store.restamp(since, moved);
        }
    }
}

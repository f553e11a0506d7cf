package dev.headroom.receiver.reconcile;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time that is shown, and the time that passes.
 *
 * @param wall may jump
 * @param ticks nanoseconds from any beginning; only ever goes on
 */
public record Clocks(InstantSource wall, LongSupplier ticks) {

    /** A wall clock that never jumps, so that every step of it is time that passed. */
    public static Clocks steady(InstantSource wall) {
        return new Clocks(wall, () -> {
            Instant now = wall.instant();
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        });
    }

    Instant now() {
        return wall.instant();
    }
}

package dev.headroom.receiver.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Reads both clocks at once. */
@FunctionalInterface
public interface Timepiece extends InstantSource {

    Moment moment();

    /** The wall clock alone, for what is only shown. */
    @Override
    default Instant instant() {
        return moment().wall();
    }

    /** A wall clock that is never set, so that every step of it is time that passed. */
    static Timepiece steady(InstantSource wall) {
        return () -> Moment.steady(wall.instant());
    }

    /**
     * Two clocks that are read one after the other, and again where the process was held up between the two.
     *
     * @param ticks nanoseconds from any beginning; only ever goes on
     */
    static Timepiece of(InstantSource wall, LongSupplier ticks) {
        return new Pair(wall, ticks, ticks.getAsLong());
    }

    /** The wall clock, and nanoseconds counted from {@code begin}. */
    record Pair(InstantSource wall, LongSupplier ticks, long begin) implements Timepiece {
        private static final int READINGS = 10;
        private static final long TOGETHER = Moment.TOLERATED_JUMP.toNanos() / 4;

        @Override
        public Moment moment() {
            long before;
            Instant shown;
            int left = READINGS;
            do {
                before = ticks.getAsLong();
                shown = wall.instant();
            } while (ticks.getAsLong() - before > TOGETHER && --left > 0);
            return new Moment(shown, Duration.ofNanos(before - begin));
        }
    }
}

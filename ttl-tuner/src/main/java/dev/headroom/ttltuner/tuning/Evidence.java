package dev.headroom.ttltuner.tuning;

import dev.headroom.ttltuner.curve.HitCurve;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * All that a decision about one mode is made from.
 *
 * @param curve empty where there is no access feed
 * @param entryBytes mean size of an entry; empty where nobody says
 */
public record Evidence(
        Key key, Reading reading, Pressure pressure, Optional<HitCurve> curve, OptionalDouble entryBytes) {

    /**
     * The mode's TTL in Redis.
     *
     * @param seconds empty where there is no key
     * @param pinnedUntil empty where no pin holds it; {@link Instant#MAX} for a pin without an end
     */
    public record Key(OptionalInt seconds, Optional<Instant> pinnedUntil) {
        public static Key of(int seconds) {
            return new Key(OptionalInt.of(seconds), Optional.empty());
        }
    }

    /**
     * How much room the cache has.
     *
     * @param usedShare of the maximum, 0 where there is none
     * @param evictedPerSecond entries that were evicted for want of memory, since the last decision
     * @param room seconds up to which the plan over all modes leaves room; empty where there is no plan
     */
    public record Pressure(double usedShare, double evictedPerSecond, OptionalInt room) {
        public static final Pressure NONE = new Pressure(0, 0, OptionalInt.empty());

        private static final double FULL = 0.85;
        private static final double EVICTED_SHARE = 0.05;

        /** The same for who does not believe the curves that the plan was made from. */
        Pressure unplanned() {
            return new Pressure(usedShare, evictedPerSecond, OptionalInt.empty());
        }

        /** Nothing may grow, but for what the plan has room for. */
        boolean isFelt() {
            return evictedPerSecond > 0 || (usedShare > FULL && room.isEmpty());
        }

        /** Something must shrink, as no plan sees to it: evictions are more than a trickle, or it is full. */
        boolean isHigh(double missesPerSecond) {
            return room.isEmpty() && (evictedPerSecond > EVICTED_SHARE * missesPerSecond || usedShare > FULL);
        }
    }
}

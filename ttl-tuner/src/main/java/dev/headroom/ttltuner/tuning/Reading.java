package dev.headroom.ttltuner.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/** What a source says about one mode's hit rate. */
public sealed interface Reading permits Reading.Window, Reading.Missing {

    /**
     * Lookups of a stretch of time, from counter deltas, summed over replicas.
     *
     * @param since its begin; counts before the last change had settled would judge the TTL before it
     * @param length from {@code since} on
     * @param expired entries that expired by their TTL; empty where nobody counts them
     */
    record Window(Instant since, Duration length, double hits, double misses, OptionalDouble expired)
            implements Reading {
        public Window {
            if (!(hits >= 0 && misses >= 0 && Double.isFinite(hits + misses))) {
                throw new IllegalArgumentException("a window has finite counts, not " + hits + ", " + misses);
            }
        }

        public double lookups() {
            return hits + misses;
        }

        /** Ratio 0 to 1; 0 without lookups. */
        public double hitRate() {
            return lookups() == 0 ? 0 : hits / lookups();
        }

        public double perSecond() {
            return length.isZero() ? 0 : lookups() * 1000 / length.toMillis();
        }

        double missesPerSecond() {
            return perSecond() * (1 - hitRate());
        }
    }

    /**
     * There is nothing to judge by.
     *
     * @param detail what was wrong, in one line; may be empty
     */
    record Missing(Reason reason, String detail) implements Reading {}
}

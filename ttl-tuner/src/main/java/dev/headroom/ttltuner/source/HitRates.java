package dev.headroom.ttltuner.source;

import dev.headroom.ttltuner.tuning.Reading;
import java.time.Instant;
import java.util.Map;

/** Tells the hit rate of every mode. Where it cannot, the reading says why; it does not throw for want of data. */
public interface HitRates {
    /** Looks at running counters; to be called often, for sources that must see them grow. */
    default void sample(Instant now) {}

    /**
     * One reading a mode.
     *
     * @param settled for each mode the first instant whose lookups judge its present TTL
     */
    Map<String, Reading> read(Map<String, Instant> settled, Instant now);
}

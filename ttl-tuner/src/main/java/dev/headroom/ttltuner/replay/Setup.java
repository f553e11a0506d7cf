package dev.headroom.ttltuner.replay;

import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import java.time.Duration;

/**
 * What a replay starts from.
 *
 * @param start TTL in seconds
 * @param target hit rate
 * @param pace when is decided
 * @param capacity entries that fit into the cache
 * @param admitWithin a key is taken in only if it was asked for so shortly before; zero: every key
 */
public record Setup(int start, Bounds bounds, double target, Pace pace, int capacity, Duration admitWithin) {
    /** No limit of memory. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /**
     * Times of decisions.
     *
     * @param every from one decision to the next
     * @param warmUp before the first one; not measured
     */
    public record Pace(Duration every, Duration warmUp) {}

    Setup withoutLimit() {
        return new Setup(start, bounds, target, pace, UNLIMITED, admitWithin);
    }

    Setup from(int other) {
        return new Setup(other, bounds, target, pace, capacity, admitWithin);
    }

    boolean isLimited() {
        return capacity != UNLIMITED;
    }
}

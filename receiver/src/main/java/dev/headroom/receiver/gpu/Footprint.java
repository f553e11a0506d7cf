package dev.headroom.receiver.gpu;

import java.time.Instant;

/**
 * What a replica of a service was measured to use after it had warmed up.
 *
 * @param largest bytes: what is reckoned with where the policy names nothing
 * @param latest bytes
 * @param times how often it was measured
 * @param at when it was last
 */
public record Footprint(long largest, long latest, int times, Instant at) {

    public static Footprint first(long bytes, Instant at) {
        return new Footprint(bytes, bytes, 1, at);
    }

    public Footprint and(long bytes, Instant when) {
        return new Footprint(Math.max(largest, bytes), bytes, times + 1, when);
    }
}

package dev.headroom.clients.prometheus;

import java.time.Duration;
import java.time.Instant;

/**
 * Moments at equal distances.
 *
 * @param from the first
 * @param points how many there are, at least one
 */
public record Range(Instant from, Duration step, int points) {

    /** More points of a series Prometheus does not tell in one answer. */
    public static final int MOST = 11_000;

    /** The last of them. */
    public Instant until() {
        return at(points - 1);
    }

    public Instant at(int index) {
        return from.plus(step.multipliedBy(index));
    }

    /** Those from one of them on, at most so many. */
    public Range part(int first, int most) {
        return new Range(at(first), step, Math.min(most, points - first));
    }
}

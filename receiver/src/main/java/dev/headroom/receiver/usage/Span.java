package dev.headroom.receiver.usage;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which a service was looked at again and again, and its counts were the same. With each day a new one begins.
 *
 * @param from to the second; no other of the service begins with it
 * @param until the last look
 * @param month the hours of the month up to {@code until}
 */
public record Span(Instant from, Instant until, Counts counts, Hours month) {

    /** The same up to another time, an earlier one, too. */
    Span to(Instant time) {
        return new Span(from, time, counts, month.plus(Duration.between(until, time), counts));
    }
}

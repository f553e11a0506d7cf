package dev.headroom.receiver.backtest.past;

import dev.headroom.clients.prometheus.Range;
import java.time.Duration;
import java.time.Instant;

/**
 * Which past is asked for.
 *
 * @param since how long ago it begins
 * @param step between two moments at which every expression is evaluated
 */
public record Window(Duration since, Duration step) {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** From a full minute on, and up to now. */
    Range until(Instant now) {
        long unit = Math.max(step.toSeconds(), MINUTE.toSeconds());
        long from = now.minus(since).getEpochSecond() / unit * unit;
        long points = (now.getEpochSecond() - from) / step.toSeconds() + 1;
        return new Range(Instant.ofEpochSecond(from), step, Math.toIntExact(points));
    }
}

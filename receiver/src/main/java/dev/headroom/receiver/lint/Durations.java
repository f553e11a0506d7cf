package dev.headroom.receiver.lint;

import java.time.Duration;

/** Durations as Prometheus writes them. */
final class Durations {
    private Durations() {}

    /** Like {@code 1h30m}; {@code 0s} for none. */
    static String words(Duration duration) {
        String words = part(duration.toHours(), "h")
                + part(duration.toMinutesPart(), "m")
                + part(duration.toSecondsPart(), "s")
                + part(duration.toMillisPart(), "ms");
        return words.isEmpty() ? "0s" : words;
    }

    private static String part(long count, String unit) {
        return count == 0 ? "" : count + unit;
    }
}

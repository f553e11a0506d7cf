package dev.headroom.ttltuner.tuning;

/**
 * When a TTL is judged by the curve: as soon as it is no guess, after an hour, and then each hour, with the half-life as it comes. In
 * between more is known only by little, and what comes by the hour or the half hour (bursts, scans, jobs) would look like a change.
 *
 * @param blocks that are behind the curve; they begin anew when the feed changes for good
 * @param judged blocks that were behind it when the TTL was last judged; 0 where that was another TTL or before a change
 * @param error standard error of the hit rate that is aimed at
 */
record Review(double blocks, double judged, double error) {
    /** Twenty minutes. */
    private static final double FIRST = 4;
    /** A curve that errs by more is a guess, which is waited with for so many blocks. */
    private static final double GUESS = 0.03;

    private static final double GUESSES_UNTIL = 8;
    private static final double HOUR = 12;
    /** Decisions come a moment before or after a block ends. */
    private static final double EARLY = 0.02;

    static Review of(double blocks, double judged, double error) {
        return new Review(blocks, blocks < judged - 1 ? 0 : judged, error);
    }

    boolean isFirst() {
        return judged == 0;
    }

    boolean isDue() {
        double next = isFirst() ? first() : judged < HOUR - EARLY ? HOUR : judged + HOUR;
        return blocks >= next - EARLY;
    }

    private double first() {
        return error > GUESS ? GUESSES_UNTIL : FIRST;
    }

    /** What is to be remembered after it. */
    double done() {
        return isDue() ? blocks : judged;
    }
}

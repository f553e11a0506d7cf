package dev.headroom.receiver.lint;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a signal is by its name.
 *
 * @param words {@code a ratio}
 * @param least what is less of it, and more than nothing, is another unit
 */
record Unit(String words, Interval range, double least) {
    static final Interval RATIO = new Interval(0, 1);
    static final Interval PERCENT = new Interval(0, 100);

    /** In seconds; what takes longer is no answer. */
    static final Interval ANSWER = new Interval(0, 600);

    private static final Pattern NAMED_RATIO = Pattern.compile("(^|[:_])ratio($|[:_])");
    private static final Pattern NAMED_PERCENT = Pattern.compile("(^|[:_])percent(age)?($|[:_])");
    private static final Pattern QUANTILE_OF_SECONDS = Pattern.compile("seconds.*:p\\d\\d");

    static Optional<Unit> of(String signal) {
        if (NAMED_RATIO.matcher(signal).find()) {
            return Optional.of(new Unit("a ratio", RATIO, 0));
        }
        if (NAMED_PERCENT.matcher(signal).find()) {
            return Optional.of(new Unit("a percentage", PERCENT, 1));
        }
        if (signal.endsWith("bytes")) {
            return Optional.of(new Unit("a number of bytes", Interval.NOT_NEGATIVE, 1));
        }
        return QUANTILE_OF_SECONDS.matcher(signal).find()
                ? Optional.of(new Unit("a time in seconds", ANSWER, 0))
                : Optional.empty();
    }
}

package dev.headroom.receiver.store;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * Instants as UTC text of one width, so that text order is time order; lossless to the nanosecond from year 0 to 9999,
 * and held at these bounds beyond.
 */
public final class Times {
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    private Times() {}

    public static String text(Instant instant) {
        if (instant.isBefore(FIRST)) {
            return FORMAT.format(FIRST);
        }
        return FORMAT.format(instant.isAfter(LAST) ? LAST : instant);
    }
}

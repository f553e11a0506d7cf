package dev.headroom.receiver.backtest.trace;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A time of arrival: ISO 8601, with T or a space, with or without offset (UTC then), or seconds since 1970. */
final class Timestamp {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,9})?");
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter(Locale.ROOT);

    private Timestamp() {}

    static Optional<Instant> read(String text) {
        try {
            if (SECONDS.matcher(text).matches()) {
                return Optional.of(seconds(text));
            }
            TemporalAccessor read = ISO.parseBest(text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
            return Optional.of(
                    read instanceof OffsetDateTime zoned
                            ? zoned.toInstant()
                            : LocalDateTime.from(read).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant seconds(String text) {
        long nanos = Math.round((Double.parseDouble(text) % 1) * 1e9);
        return Instant.ofEpochSecond((long) Double.parseDouble(text), nanos);
    }
}

package dev.headroom.receiver.backtest.trace;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/** A time of arrival: ISO 8601 with or without zone (UTC then), with T or a space, or seconds since 1970. */
final class Timestamp {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,9})?");

    private Timestamp() {}

    static Optional<Instant> read(String text) {
        try {
            if (SECONDS.matcher(text).matches()) {
                return Optional.of(seconds(text));
            }
            String iso = text.replace(' ', 'T');
            return Optional.of(
                    iso.endsWith("Z")
                            ? Instant.parse(iso)
                            : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant seconds(String text) {
        long nanos = Math.round((Double.parseDouble(text) % 1) * 1e9);
        return Instant.ofEpochSecond((long) Double.parseDouble(text), nanos);
    }
}

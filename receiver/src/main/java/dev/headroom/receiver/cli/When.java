package dev.headroom.receiver.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A moment of the past as people write it: a time of today (or of yesterday, where that is still to come), or with its day.
 * Which one it is depends on the zone, that of the receiver's policy.
 */
record When(String text) {

    /** Reads what is a time in any zone. */
    static final class Reader implements ITypeConverter<When> {
        @Override
        public When convert(String text) {
            When when = new When(text.strip());
            if (when.find(ZoneOffset.UTC, Instant.now()).isEmpty()) {
                throw new TypeConversionException(
                        "must be a time like 14:07, \"2026-01-31 14:07\" or 2026-01-31T14:07:10Z, found \"" + text
                                + "\"");
            }
            return when;
        }
    }

    /** The moment that is meant by who writes it at {@code now}. */
    Instant in(ZoneId zone, Instant now) {
        return find(zone, now).orElseThrow();
    }

    private Optional<Instant> find(ZoneId zone, Instant now) {
        return Stream.<Function<String, Instant>>of(
                        time -> OffsetDateTime.parse(time).toInstant(),
                        time -> LocalDateTime.parse(time.replaceFirst(" ", "T"))
                                .atZone(zone)
                                .toInstant(),
                        time -> lately(LocalTime.parse(time), zone, now))
                .flatMap(reading -> read(reading).stream())
                .findFirst();
    }

    private static Instant lately(LocalTime time, ZoneId zone, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        Instant then = time.atDate(today).atZone(zone).toInstant();
        return then.isAfter(now) ? time.atDate(today.minusDays(1)).atZone(zone).toInstant() : then;
    }

    private Optional<Instant> read(Function<String, Instant> reading) {
        try {
            return Optional.of(reading.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

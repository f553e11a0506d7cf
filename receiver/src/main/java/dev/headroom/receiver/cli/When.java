package dev.headroom.receiver.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment of the past as people write it: a time of today (or of yesterday, where that is still to come), or with its day. */
record When(InstantSource clock, ZoneId zone) implements ITypeConverter<Instant> {

    /** Times are those of this machine. */
    When() {
        this(InstantSource.system(), ZoneId.systemDefault());
    }

    @Override
    public Instant convert(String text) {
        return Stream.<Function<String, Instant>>of(
                        time -> OffsetDateTime.parse(time).toInstant(),
                        time -> LocalDateTime.parse(time.replaceFirst(" ", "T"))
                                .atZone(zone)
                                .toInstant(),
                        this::lately)
                .flatMap(reading -> read(reading, text.strip()).stream())
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "must be a time like 14:07, \"2026-01-31 14:07\" or 2026-01-31T14:07:10Z, found \"" + text
                                + "\""));
    }

    private Instant lately(String time) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        Instant then = LocalTime.parse(time).atDate(today).atZone(zone).toInstant();
        return then.isAfter(clock.instant())
                ? LocalTime.parse(time).atDate(today.minusDays(1)).atZone(zone).toInstant()
                : then;
    }

    private static Optional<Instant> read(Function<String, Instant> reading, String text) {
        try {
            return Optional.of(reading.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

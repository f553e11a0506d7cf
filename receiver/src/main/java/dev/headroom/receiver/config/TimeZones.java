package dev.headroom.receiver.config;

import dev.headroom.settings.Closest;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The time zones that a policy may name. What is none is taken by its meaning, not by its letters: a zone that is written
 * nearly alike is hours away.
 */
final class TimeZones {
    static final String LIKE = "write it like UTC or Asia/Seoul";

    /** Of many places with one abbreviation, those that most people mean. */
    private static final List<String> CITIES = List.of(
            "America/New_York",
            "America/Chicago",
            "America/Denver",
            "America/Los_Angeles",
            "Europe/London",
            "Europe/Berlin",
            "Europe/Athens",
            "Asia/Jerusalem",
            "Asia/Kolkata",
            "Asia/Shanghai",
            "Asia/Tokyo",
            "Asia/Seoul",
            "Australia/Sydney");

    private TimeZones() {}

    static Optional<ZoneId> of(String text) {
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether it is written out and no zone: what was meant is looked for then alone, for that takes Java a second. */
    static boolean isNone(String text) {
        return !text.contains("${") && of(text).isEmpty();
    }

    /** What was meant perhaps by a text that is no zone. */
    static String remedy(String text) {
        return abbreviated(text)
                .or(() -> Closest.to(text, ids().filter(id -> id.contains("/")).toList()))
                .or(() -> city(text))
                .map(meant -> "did you mean " + meant + "?")
                .orElse(LIKE);
    }

    /** EST, CEST, KST; where it is that of several, all of them. */
    private static Optional<String> abbreviated(String text) {
        List<String> meant =
                CITIES.stream().filter(id -> isAbbreviation(text, id)).toList();
        return meant.isEmpty() ? other(text) : Optional.of(String.join(" or ", meant));
    }

    private static boolean isAbbreviation(String text, String id) {
        return Stream.of(false, true)
                .map(summer -> TimeZone.getTimeZone(id).getDisplayName(summer, TimeZone.SHORT, Locale.ENGLISH))
                .anyMatch(text::equalsIgnoreCase);
    }

    private static Optional<String> other(String text) {
        DateTimeFormatter zone = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendZoneText(TextStyle.SHORT)
                .toFormatter(Locale.ENGLISH);
        try {
            return Optional.of(ZoneId.from(zone.parse(text)).getId());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Seoul, New York. */
    private static Optional<String> city(String text) {
        Map<String, String> cities = ids().filter(id -> id.contains("/"))
                .collect(Collectors.toMap(
                        id -> id.substring(id.lastIndexOf('/') + 1), id -> id, (one, other) -> one, TreeMap::new));
        return Closest.to(text.strip().replace(' ', '_'), cities.keySet()).map(cities::get);
    }

    private static Stream<String> ids() {
        return ZoneId.getAvailableZoneIds().stream().sorted();
    }
}

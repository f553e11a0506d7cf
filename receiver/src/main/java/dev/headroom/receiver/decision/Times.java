package dev.headroom.receiver.decision;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Times as people read them, all in the policy's zone.
 *
 * @param named whether the zone stands beside each: where nothing around it says which it is, as in the log
 */
public record Times(ZoneId zone, boolean named) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    public static Times in(ZoneId zone) {
        return new Times(zone, false);
    }

    public static Times named(ZoneId zone) {
        return new Times(zone, true);
    }

    /** {@code 14:07:10}; with the day, where it is not that of {@code now}. */
    public String at(Instant when, Instant now) {
        ZonedDateTime local = when.atZone(zone);
        boolean today = local.toLocalDate().equals(now.atZone(zone).toLocalDate());
        return local.format(today ? TIME : DAY_AND_TIME) + (named ? " " + name(zone) : "");
    }

    /** With the day. */
    public String dated(Instant when) {
        return when.atZone(zone).format(DAY_AND_TIME) + (named ? " " + name(zone) : "");
    }

    /** As people call it. */
    public static String name(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }
}

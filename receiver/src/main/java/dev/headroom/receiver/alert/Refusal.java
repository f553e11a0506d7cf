package dev.headroom.receiver.alert;

import java.util.Locale;

/** Why one alert of a notification was not taken, while the others were. */
public enum Refusal {
    /** Not 16 lower-case hex digits, or missing. */
    BAD_FINGERPRINT,
    /** A word other than firing and resolved. */
    BAD_STATUS,
    /** A start that is missing, no RFC 3339 time, or before 1970. */
    BAD_START,
    /** A start that lies too far ahead. */
    FROM_THE_FUTURE,
    /** A NUL, half a surrogate pair, or null, in a label or annotation. */
    BAD_TEXT,
    /** A rule of Grafana's that got no data, or an error: whatever its labels ask for, no load asks for it. */
    NO_DATA,
    /** More labels or annotations than {@link Pairs#MAX}. */
    TOO_MANY_LABELS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

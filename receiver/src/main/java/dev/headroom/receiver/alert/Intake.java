package dev.headroom.receiver.alert;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The door for the alerts of one body: turns what was sent into an {@link Alert}, or says why it cannot be taken. */
public final class Intake {

    /** At most so many labels, and so many annotations, an alert. */
    public static final int MAX_PAIRS = 128;
    /** How far clocks may differ, one that was set wrong included: a start later than this from now is refused. */
    public static final Duration MAX_AHEAD = Duration.ofDays(2);

    /** Grafana gives these names, with all other labels of a rule that scales, to what is no news of any load. */
    private static final Set<String> WITHOUT_DATA = Set.of("DatasourceNoData", "DatasourceError");

    /** Times that were read lately: an alert is sent again and again, and its time is the dearest of it to read. */
    private static final Map<String, Instant> LATELY = new ConcurrentHashMap<>();

    private static final int MOST_LATELY = 1000;

    private final Instant latest;

    public Intake(Instant now) {
        this.latest = now.plus(MAX_AHEAD);
    }

    /** For what Alertmanager lists as active: that it has begun is known, whatever the clock shows here. */
    public static Intake ofListed() {
        return new Intake(Instant.MAX.minus(MAX_AHEAD));
    }

    /**
     * One alert as it came over the wire, where every value may be missing.
     *
     * @param startsAt RFC 3339
     */
    public record Raw(
            @Nullable String fingerprint,
            @Nullable Map<String, @Nullable String> labels,
            @Nullable Map<String, @Nullable String> annotations,
            @Nullable String startsAt) {}

    public Alert take(Raw raw) throws RefusedAlertException {
        Map<String, String> labels = texts(raw.labels());
        Map<String, String> annotations = texts(raw.annotations());
        if (WITHOUT_DATA.contains(labels.getOrDefault("alertname", "")) && labels.containsKey("scale")) {
            throw new RefusedAlertException(Refusal.NO_DATA);
        }
        return new Alert(fingerprint(raw.fingerprint()), labels, annotations, start(raw.startsAt()));
    }

    /** The time in RFC 3339 text; null where there is none, or it is no such text. */
    public static @Nullable Instant time(@Nullable String text) {
        Instant known = text == null ? null : LATELY.get(text);
        return known != null || text == null ? known : read(text);
    }

    private static @Nullable Instant read(String text) {
        try {
            Instant read = Instant.parse(text);
            if (LATELY.size() >= MOST_LATELY) {
                LATELY.clear();
            }
            LATELY.put(text, read);
            return read;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private Instant start(@Nullable String text) throws RefusedAlertException {
        Instant start = time(text);
        if (start == null || start.isBefore(Instant.EPOCH)) {
            throw new RefusedAlertException(Refusal.BAD_START);
        }
        if (start.isAfter(latest)) {
            throw new RefusedAlertException(Refusal.FROM_THE_FUTURE);
        }
        return start;
    }

    private static Fingerprint fingerprint(@Nullable String text) throws RefusedAlertException {
        try {
            return new Fingerprint(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw new RefusedAlertException(Refusal.BAD_FINGERPRINT);
        }
    }

    private static Map<String, String> texts(@Nullable Map<String, @Nullable String> pairs)
            throws RefusedAlertException {
        if (pairs == null) {
            return Map.of();
        }
        if (pairs.size() > MAX_PAIRS) {
            throw new RefusedAlertException(Refusal.TOO_MANY_LABELS);
        }
        for (Map.Entry<String, @Nullable String> pair : pairs.entrySet()) {
            if (!storable(pair.getKey()) || !storable(pair.getValue())) {
                throw new RefusedAlertException(Refusal.BAD_TEXT);
            }
        }
        return Map.copyOf(pairs);
    }

    /** Whether the text survives a database and UTF-8 unchanged. */
    private static boolean storable(@Nullable String text) {
        if (text == null) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || (Character.isSurrogate(c) && !Character.isSurrogatePair(c, charAt(text, ++i)))) {
                return false;
            }
        }
        return true;
    }

    /** NUL behind the end. */
    private static char charAt(String text, int i) {
        return i < text.length() ? text.charAt(i) : 0;
    }
}

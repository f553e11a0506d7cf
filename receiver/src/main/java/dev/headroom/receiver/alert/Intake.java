package dev.headroom.receiver.alert;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The door for the alerts of one body: turns what was sent into an {@link Alert}, or says why it cannot be taken. */
public final class Intake {

    /** How far clocks may differ, one that was set wrong included: a start later than this from now is refused. */
    public static final Duration MAX_AHEAD = Duration.ofDays(2);

    /** Grafana gives these names, with all other labels of a rule that scales, to what is no news of any load. */
    private static final Set<String> WITHOUT_DATA = Set.of("DatasourceNoData", "DatasourceError");

    private static final Lately<Instant> TIMES = new Lately<>(Instant::parse);
    private static final Lately<Fingerprint> FINGERPRINTS = new Lately<>(Fingerprint::new);

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
            Pairs labels,
            Pairs annotations,
            @Nullable String startsAt) {}

    public Alert take(Raw raw) throws RefusedAlertException {
        Map<String, String> labels = raw.labels().taken();
        Map<String, String> annotations = raw.annotations().taken();
        if (WITHOUT_DATA.contains(labels.getOrDefault("alertname", "")) && labels.containsKey("scale")) {
            throw new RefusedAlertException(Refusal.NO_DATA);
        }
        return new Alert(fingerprint(raw.fingerprint()), labels, annotations, start(raw.startsAt()));
    }

    /** The time in RFC 3339 text; null where there is none, or it is no such text. */
    public static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : TIMES.read(text);
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
            return FINGERPRINTS.read(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw new RefusedAlertException(Refusal.BAD_FINGERPRINT);
        }
    }
}

package dev.headroom.receiver.alert;

import dev.headroom.receiver.alert.AlertState.Phase;
import dev.headroom.receiver.alert.AlertUpdate.Status;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How notifications, in whatever order and number they come, become one belief per fingerprint.
 *
 * <p>Alertmanager repeats, reorders and replays: the same firing after its resolve has been measured. So only
 * {@code startsAt} and the latest known end decide, never the order of arrival. The clocks of Prometheus and of the
 * receiver may differ, so an end is never believed to lie in the future, nor before its own start.
 *
 * @param ttl how long a firing alert lives without being confirmed
 * @param confirmAfter a suspect firing that is delivered again this long after the first counts as firing; null
 *     where Alertmanager's own API is polled, which then is the only judge
 */
public record AlertLifecycle(Duration ttl, @Nullable Duration confirmAfter) {

    /** For so many lives after the last sight an end is remembered. */
    private static final int REMEMBERED = 2;

    /**
     * The belief after a notification; the same instance when nothing changes, and of the same alert where that does not: what
     * is told again and again is then kept once, and known again at once.
     */
    public AlertState after(@Nullable AlertState before, AlertUpdate update, Moment now) {
        AlertUpdate told = before == null ? update : update.of(before.alert());
        return told.status() == Status.RESOLVED ? resolved(before, told, now) : fired(before, told.alert(), now);
    }

    /** The belief after Alertmanager's own API listed the alert as active; {@code asked} is when it was asked. */
    public AlertState listed(@Nullable AlertState before, Alert alert, Moment asked, Moment now) {
        if (before != null && before.seenAt().isAfter(asked)) {
            return before;
        }
        return firing(before, alert, now);
    }

    /** Whether a complete list that was asked for at {@code asked}, and lacks this alert, ends it. */
    public boolean missing(AlertState state, Moment asked) {
        return state.firing() && !state.seenAt().isAfter(asked);
    }

    /** The belief in an alert that such a list ends: it is remembered as every end is. */
    public AlertState ended(AlertState before, Moment asked, Moment now) {
        Instant end =
                later(before.resolvedAt(), later(asked.wall(), before.alert().startsAt()));
        return new AlertState(before.alert(), Phase.RESOLVED, now, now, end);
    }

    /** Whether nobody has confirmed a firing alert for so long that it no longer counts. */
    public boolean expired(AlertState state, Moment now) {
        return now.since(state.seenAt()).compareTo(ttl) > 0;
    }

    /** When the end of an alert was noticed that no longer fires at {@code now}. */
    public Moment endNoticed(AlertState state) {
        return state.firing() ? state.seenAt().plus(ttl) : state.since();
    }

    /** Whether an end is so long ago that nothing depends on it any more. */
    public boolean forgotten(AlertState state, Moment now) {
        Duration age = now.since(state.seenAt());
        return age.compareTo(ttl.multipliedBy(state.firing() ? REMEMBERED + 1 : REMEMBERED)) > 0;
    }

    private AlertState resolved(@Nullable AlertState before, AlertUpdate update, Moment now) {
        if (before != null && endedBefore(update, before.alert())) {
            return before;
        }
        Instant end = later(
                update.endsAt().isAfter(now.wall()) ? now.wall() : update.endsAt(),
                update.alert().startsAt());
        Instant latest = before == null ? end : later(before.resolvedAt(), end);
        if (before != null && before.phase() == Phase.RESOLVED && latest.equals(before.resolvedAt())) {
            return before;
        }
        return new AlertState(newer(before, update.alert()), Phase.RESOLVED, now, now, latest);
    }

    private AlertState fired(@Nullable AlertState before, Alert alert, Moment now) {
        if (before != null && alert.startsAt().isBefore(before.alert().startsAt())) {
            return before.firing() ? seen(before, now) : before;
        }
        if (before == null || before.firing() || isNewerThanItsEnd(alert, before)) {
            return firing(before, alert, now);
        }
        return suspect(before, alert, now);
    }

    /** Two Prometheus servers date one firing differently and Alertmanager keeps the earlier date: it still fires. */
    private static AlertState seen(AlertState before, Moment now) {
        return new AlertState(before.alert(), Phase.FIRING, before.since(), now, before.resolvedAt());
    }

    /** An end of an earlier firing; one that reaches into the known firing ends that, whatever its start. */
    private static boolean endedBefore(AlertUpdate update, Alert known) {
        return update.alert().startsAt().isBefore(known.startsAt())
                && update.endsAt().isBefore(known.startsAt());
    }

    private static Alert newer(@Nullable AlertState before, Alert alert) {
        return before != null && alert.startsAt().isBefore(before.alert().startsAt()) ? before.alert() : alert;
    }

    private AlertState suspect(AlertState before, Alert alert, Moment now) {
        if (before.phase() != Phase.SUSPECT) {
            return new AlertState(alert, Phase.SUSPECT, now, now, before.resolvedAt());
        }
        boolean confirmed = confirmAfter != null && now.since(before.since()).compareTo(confirmAfter) >= 0;
        return confirmed ? firing(before, alert, now) : before;
    }

    private static AlertState firing(@Nullable AlertState before, Alert alert, Moment now) {
        Moment since = before != null && isKnownFiring(alert, before) ? before.since() : now;
        return new AlertState(alert, Phase.FIRING, since, now, before == null ? null : before.resolvedAt());
    }

    private static boolean isKnownFiring(Alert alert, AlertState before) {
        return before.firing() && before.alert().startsAt().equals(alert.startsAt());
    }

    private static boolean isNewerThanItsEnd(Alert alert, AlertState before) {
        Instant end = before.resolvedAt();
        return end == null || alert.startsAt().isAfter(end);
    }

    private static Instant later(@Nullable Instant a, Instant b) {
        return a != null && a.isAfter(b) ? a : b;
    }
}

package dev.headroom.receiver.alert;

import dev.headroom.receiver.alert.AlertState.Phase;
import dev.headroom.receiver.alert.AlertUpdate.Status;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How notifications, in whatever order and number they come, become one belief per fingerprint.
 *
 * <p>Alertmanager repeats, reorders and replays: the same firing after its resolve has been measured. So only
 * {@code startsAt} and the latest known end decide, never the order of arrival.
 *
 * @param ttl how long a firing alert lives without being confirmed
 * @param confirmAfter a suspect firing that is delivered again this long after the first counts as firing; null
 *     where Alertmanager's own API is polled, which then is the only judge
 */
public record AlertLifecycle(Duration ttl, @Nullable Duration confirmAfter) {

    /** The belief after a notification; the same instance when nothing changes. */
    public @Nullable AlertState after(@Nullable AlertState before, AlertUpdate update, Instant now) {
        if (before != null && update.alert().startsAt().isBefore(before.alert().startsAt())) {
            return before;
        }
        return update.status() == Status.RESOLVED ? resolved(before, update, now) : fired(before, update.alert(), now);
    }

    /** The belief after Alertmanager's own API listed the alert as active; {@code asked} is when it was asked. */
    public AlertState listed(@Nullable AlertState before, Alert alert, Instant asked, Instant now) {
        if (before != null && before.seenAt().isAfter(asked)) {
            return before;
        }
        return firing(before, alert, now);
    }

    /** Whether nobody has confirmed the alert for so long that it no longer counts; ends are kept twice as long. */
    public boolean expired(AlertState state, Instant now) {
        Duration keep = state.phase() == Phase.FIRING ? ttl : ttl.multipliedBy(2);
        return state.seenAt().plus(keep).isBefore(now);
    }

    private AlertState resolved(@Nullable AlertState before, AlertUpdate update, Instant now) {
        Instant end = update.endsAt().isAfter(now) ? now : update.endsAt();
        Instant latest = before == null ? end : later(before.resolvedAt(), end);
        if (before != null && before.phase() == Phase.RESOLVED && latest.equals(before.resolvedAt())) {
            return before;
        }
        return new AlertState(update.alert(), Phase.RESOLVED, now, now, latest);
    }

    private AlertState fired(@Nullable AlertState before, Alert alert, Instant now) {
        if (before == null || isNewerThanItsEnd(alert, before) || isKnownFiring(alert, before)) {
            return firing(before, alert, now);
        }
        return suspect(before, alert, now);
    }

    private AlertState suspect(AlertState before, Alert alert, Instant now) {
        if (before.phase() != Phase.SUSPECT) {
            return new AlertState(alert, Phase.SUSPECT, now, now, before.resolvedAt());
        }
        boolean confirmed =
                confirmAfter != null && !before.since().plus(confirmAfter).isAfter(now);
        return confirmed ? firing(before, alert, now) : before;
    }

    private static AlertState firing(@Nullable AlertState before, Alert alert, Instant now) {
        Instant since = before != null && isKnownFiring(alert, before) ? before.since() : now;
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

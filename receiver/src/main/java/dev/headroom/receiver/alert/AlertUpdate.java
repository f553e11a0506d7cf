package dev.headroom.receiver.alert;

import java.time.Instant;

/**
 * What one notification says of one alert.
 *
 * @param endsAt when it ended; read only where {@code status} is RESOLVED
 */
public record AlertUpdate(Alert alert, Status status, Instant endsAt) {
    /** Alertmanager's word for the alert, not for its group. */
    public enum Status {
        FIRING,
        RESOLVED
    }

    public static AlertUpdate firing(Alert alert) {
        return new AlertUpdate(alert, Status.FIRING, Instant.MAX);
    }

    public static AlertUpdate resolved(Alert alert, Instant endsAt) {
        return new AlertUpdate(alert, Status.RESOLVED, endsAt);
    }

    /** The same of the alert that is known already, where that is equal. */
    AlertUpdate of(Alert known) {
        return alert.equals(known) ? new AlertUpdate(known, status, endsAt) : this;
    }
}

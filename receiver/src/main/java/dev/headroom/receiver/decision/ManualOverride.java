package dev.headroom.receiver.decision;

import java.time.Instant;

/**
 * A person's order that stands above the policy until it expires.
 *
 * @param replicas the count of a PIN; 0 for the others
 */
public record ManualOverride(String service, Kind kind, int replicas, String owner, String reason, Instant expires) {

    /** What it forbids. */
    public enum Kind {
        /** Any other count. */
        PIN,
        /** Any action. */
        FREEZE,
        HOLD_UP,
        HOLD_DOWN
    }

    public boolean active(Instant now) {
        return now.isBefore(expires);
    }
}

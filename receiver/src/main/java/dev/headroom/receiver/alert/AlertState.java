package dev.headroom.receiver.alert;

import dev.headroom.receiver.time.Moment;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the receiver believes of one fingerprint.
 *
 * @param since when it came into this phase; of an end, when it was noticed
 * @param seenAt when a webhook or poll last confirmed it
 * @param resolvedAt the latest end ever told for this fingerprint, whatever order the news came in
 */
public record AlertState(
        Alert alert,
        Phase phase,
        Moment since,
        Moment seenAt,
        @Nullable Instant resolvedAt) {

    /** RESOLVED is kept for a while, so that a late, stale firing is recognised. */
    public enum Phase {
        FIRING,
        /** Told to be firing again, although not newer than its last end: unconfirmed. */
        SUSPECT,
        RESOLVED
    }

    /** Written out, as that of {@link Alert} is. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof AlertState state
                        && seenAt.equals(state.seenAt)
                        && since.equals(state.since)
                        && phase == state.phase
                        && Objects.equals(resolvedAt, state.resolvedAt)
                        && alert.equals(state.alert));
    }

    @Override
    public int hashCode() {
        return Objects.hash(alert, seenAt);
    }

    public boolean firing() {
        return phase == Phase.FIRING;
    }
}

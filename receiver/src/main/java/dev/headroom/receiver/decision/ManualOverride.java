package dev.headroom.receiver.decision;

import java.time.Instant;
import java.util.Locale;

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

    boolean forbids(Proposal proposal) {
        return switch (kind) {
            case PIN ->
                proposal.source().kind() != Source.Kind.OVERRIDE && !proposal.isRepair() && proposal.to() != replicas;
            case FREEZE -> true;
            case HOLD_UP -> proposal.up() && !proposal.isRepair();
            case HOLD_DOWN -> !proposal.up();
        };
    }

    /** In words: {@code pin at 3 by ana: load test}. */
    public String inWords() {
        String what = kind == Kind.PIN ? "pin at " + replicas : kind.name().toLowerCase(Locale.ROOT);
        return what + " by " + owner + ": " + reason;
    }
}

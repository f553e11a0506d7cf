package dev.headroom.receiver.policy;

/** Urgency of a proposal (spec 4.1); P0 is the highest. */
public enum Priority {
    P0,
    P1,
    P2,
    P3;

    /** Whether this wins over, or equals, the other. */
    public boolean atLeast(Priority other) {
        return compareTo(other) <= 0;
    }
}

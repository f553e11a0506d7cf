package dev.headroom.receiver.policy;

import java.util.Arrays;
import java.util.Optional;

/** Urgency of a proposal (spec 4.1); P0 is the highest. */
public enum Priority {
    P0,
    P1,
    P2,
    P3;

    /** The one that is written so; empty for any other text. */
    public static Optional<Priority> of(String text) {
        return Arrays.stream(values()).filter(each -> each.name().equals(text)).findFirst();
    }

    /** Whether this wins over, or equals, the other. */
    public boolean atLeast(Priority other) {
        return compareTo(other) <= 0;
    }
}

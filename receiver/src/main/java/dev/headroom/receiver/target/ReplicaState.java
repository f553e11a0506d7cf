package dev.headroom.receiver.target;

import java.util.Locale;

/** How far a replica is. */
public enum ReplicaState {
    CREATED,
    /** The platform finds no place for it; its note says why. */
    UNPLACED,
    STARTING,
    READY,
    UNHEALTHY,
    STOPPED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

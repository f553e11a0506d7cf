package dev.headroom.receiver.target;

import java.util.Locale;

/** How far a replica is. */
public enum ReplicaState {
    CREATED,
    STARTING,
    READY,
    UNHEALTHY,
    STOPPED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.headroom.receiver.target;

/** How far a replica is. */
public enum ReplicaState {
    CREATED,
    STARTING,
    READY,
    UNHEALTHY,
    STOPPED
}

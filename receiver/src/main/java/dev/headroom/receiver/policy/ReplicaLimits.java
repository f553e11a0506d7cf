package dev.headroom.receiver.policy;

/** How many replicas a service may have, and the size of one step. */
public record ReplicaLimits(int min, int max, int upIncrement, int downIncrement) {}

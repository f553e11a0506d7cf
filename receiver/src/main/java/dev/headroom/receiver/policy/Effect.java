package dev.headroom.receiver.policy;

/** What a matrix rule wants of one service. */
public sealed interface Effect {

    /** One increment more. */
    record ScaleUp() implements Effect {}

    /** One increment less. */
    record ScaleDown() implements Effect {}

    /** To {@code min_replicas}. */
    record ScaleToMin() implements Effect {}

    /** To this many replicas. */
    record ScaleTo(int replicas) implements Effect {}

    /** No up of the rule's priority or a lower one. */
    record HoldScaleUp() implements Effect {}
}

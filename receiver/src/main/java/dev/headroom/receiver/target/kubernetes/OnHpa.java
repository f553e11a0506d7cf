package dev.headroom.receiver.target.kubernetes;

/** What is done about a HorizontalPodAutoscaler that scales the same workload. */
public enum OnHpa {
    /** The service is not scaled. */
    REFUSE,
    /** The autoscaler's {@code minReplicas} is moved instead of the count, within what it was and its maximum. */
    FLOOR,
    /** The count is set as if there were none. */
    IGNORE
}

package dev.headroom.receiver.rollout;

/** Where a rollout is; persisted before the step that it announces. */
public enum Phase {
    /** Nothing has been done to the target yet; a down may still be taken back. */
    PLANNED,
    /** The target is being set to the new count. */
    SCALING,
    /** Waiting until the replicas are ready: the new ones after an up, those left after a down. */
    VERIFYING,
    /** The target is being set back to the count before. */
    RESTORING,
    DONE,
    FAILED,
    CANCELLED;

    public boolean ended() {
        return compareTo(DONE) >= 0;
    }
}

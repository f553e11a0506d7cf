package dev.headroom.receiver.rollout;

import dev.headroom.receiver.decision.Action;

/** Where a rollout is; persisted before the step that it announces. */
public enum Phase {
    /** Nothing has been done yet: the reasons are looked at once more. A down may still be taken back. */
    PLANNED,
    /** Down: those to be stopped are asked to take no new work. */
    DRAINING,
    /** Down: waiting until those to be stopped have no task left. */
    FINISHING,
    /** Down: those to be stopped are asked for a finished checkpoint. */
    CHECKPOINTING,
    /** The target is being set to the new count. */
    SCALING,
    /** Up: waiting for the warm-up, or until the new replicas say that they are loaded. */
    WARMING,
    /** Waiting until the replicas are ready: the new ones after an up, those left after a down. */
    VERIFYING,
    /** Up: the new replicas are given traffic. */
    ROUTING,
    /** The target is being set back to the count before. */
    RESTORING,
    DONE,
    /** The new count was not reached, or not healthy; the count before is restored. */
    FAILED,
    /** Neither the new count nor the one before could be set: a person must look. */
    ABANDONED,
    /** Taken back before it had any effect. */
    CANCELLED,
    /** Somebody else set another count, and it is left there. */
    OVERTAKEN;

    public boolean ended() {
        return compareTo(DONE) >= 0;
    }

    /** What an action has come to while its rollout is in this phase. */
    public Action.Result result() {
        return ended() ? Action.Result.valueOf(name()) : Action.Result.RUNNING;
    }

    /** Whether no replica has been stopped or started yet. */
    public boolean untouched() {
        return compareTo(SCALING) < 0;
    }

    /** Whether the new count has been set, and nobody is setting another one. */
    public boolean set() {
        return this == WARMING || this == VERIFYING || this == ROUTING;
    }
}

package dev.headroom.receiver.decision;

import java.util.Locale;

/** Why a decision is what it is; the same word as metric label, log field and in the API. */
public enum Reason {
    /** Scale: the kind of source that it follows. Hold: a wish of this kind is met, and keeps others from going down. */
    TRIGGER,
    SCHEDULE,
    /** Scale: a matrix rule wants it. Hold: a matrix rule holds scale-ups, or is met and keeps others from going down. */
    MATRIX,
    /** Scale: a pin wants it. Hold: an override forbids it, or a person set it, took it away, or let it expire. */
    OVERRIDE,
    /** Scale: a person asked for it. Hold: a person asked for the present count. */
    MANUAL,
    /** Scale: replicas that ended by themselves are brought back, to the count that is wanted already. */
    LOSS,
    /** Scale: replicas go to sleep, so that another service's up finds room on a GPU. */
    YIELD,
    /** Hold: nothing is proposed. */
    STEADY,
    /** Hold: the guard of this name refused first. */
    EVIDENCE,
    ROLLOUT,
    OBSTACLE,
    COOLDOWN,
    STABILIZATION,
    FLAP_DAMPING,
    RATE,
    VRAM,
    BOUNDS,
    INEFFECTIVE,
    EFFECT,
    /** Hold: somebody else changed the count, which is left alone for one cooldown. */
    DRIFT,
    /** Hold: the target could not be observed, so the count is unknown. */
    TARGET_UNKNOWN;

    static Reason of(Source source) {
        return switch (source.kind()) {
            case TRIGGER -> TRIGGER;
            case MATRIX -> MATRIX;
            case SCHEDULE -> SCHEDULE;
            case OVERRIDE -> OVERRIDE;
            case MANUAL -> MANUAL;
            case LOSS -> LOSS;
            case YIELD -> YIELD;
            case FOREIGN -> throw new IllegalStateException("nobody wishes what somebody else did");
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

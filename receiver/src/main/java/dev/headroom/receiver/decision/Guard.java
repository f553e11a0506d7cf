package dev.headroom.receiver.decision;

import java.util.Locale;

/** The guards, in the order in which they judge. */
public enum Guard {
    OVERRIDE,
    EVIDENCE,
    ROLLOUT,
    OBSTACLE,
    COOLDOWN,
    STABILIZATION,
    FLAP_DAMPING,
    RATE,
    VRAM,
    MATRIX,
    BOUNDS,
    INEFFECTIVE,
    EFFECT;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Reason reason() {
        return Reason.valueOf(name());
    }
}

package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.ManualScale;
import java.util.Optional;

/** What people may order. Each order is a line of the history, also one that is refused. */
public interface Orders {

    /** What became of an override. */
    sealed interface Placing {
        /** It stands, in place of another one or of none. */
        record Stands(Optional<ManualOverride> replaced) implements Placing {}

        /** Another person's stands in its way. */
        record Blocked(ManualOverride by) implements Placing {}
    }

    /** Begins to scale, or tells in its outcome and verdicts why not. */
    Explanation scale(ManualScale order);

    /**
     * Sets an override in place of the service's one before, unless that is another person's.
     *
     * @param replace whether another person's gives way
     */
    Placing put(ManualOverride override, boolean replace);

    /**
     * Takes the override in force away, and returns it; empty where there is none.
     *
     * @param why in the owner's words; may be empty
     */
    Optional<ManualOverride> release(String service, String owner, String why);
}

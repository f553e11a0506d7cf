package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.rollout.Rollout;

/** Told of everything that comes of an evaluation; listeners must be quick and must not throw. */
public interface Outcomes {

    /** A service was judged; most answers are the same as the one before. */
    default void decided(Explanation explanation) {}

    /** An action was made durable and begins. */
    default void started(Action action, Explanation explanation) {}

    /** A rollout left a phase. */
    default void moved(Rollout before, Rollout after) {}
}

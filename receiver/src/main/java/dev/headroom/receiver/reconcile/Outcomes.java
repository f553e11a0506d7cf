package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Unusable;
import dev.headroom.receiver.rollout.Rollout;
import java.time.Duration;
import java.util.Collection;

/** Told of everything that comes of an evaluation; listeners must be quick and must not throw. */
public interface Outcomes {

    /** A service was judged; most answers are the same as the one before. */
    default void decided(Explanation explanation) {}

    /** An alert that asks for scaling fires, and is not used. */
    default void refused(Unusable why) {}

    /** An action was made durable and begins; {@code sinceAlert} is negative where no alert is behind it. */
    default void started(Action action, Duration sinceAlert) {}

    /** A service was seen for the first time. */
    default void met(FirstLook look) {}

    /** The alerts that fire now; most times the same as before. */
    default void firing(Collection<Alert> all) {}

    /** A rollout left a phase. */
    default void moved(Rollout before, Rollout after) {}
}

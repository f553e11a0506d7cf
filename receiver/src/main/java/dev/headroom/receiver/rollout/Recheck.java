package dev.headroom.receiver.rollout;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.target.Observation;
import java.util.Optional;

/** Looks once more, just before a rollout begins, whether there is still a reason for it and room (spec 4.2). */
@FunctionalInterface
public interface Recheck {

    /** Why the action should not be carried out after all; empty when it should. */
    Optional<String> objection(Action action, Observation seen);
}

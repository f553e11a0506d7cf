package dev.headroom.receiver.rollout;

import dev.headroom.receiver.target.Observation;
import java.util.Optional;

/** Looks once more, just before a rollout begins, whether there is still a reason for it and room (spec 4.2). */
@FunctionalInterface
public interface Recheck {

    /** Why the rollout should not be carried out after all, where it is planned to be; empty when it should. */
    Optional<String> objection(Rollout rollout, Observation seen);
}

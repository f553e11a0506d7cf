package dev.headroom.receiver.rollout;

import dev.headroom.receiver.decision.Review;
import dev.headroom.receiver.target.Observation;

/** Judges a rollout that has had no effect yet anew, whether there is still a reason for it and room (spec 4.2). */
@FunctionalInterface
public interface Recheck {

    Review review(Rollout rollout, Observation seen);
}

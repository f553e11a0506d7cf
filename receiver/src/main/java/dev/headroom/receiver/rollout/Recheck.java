package dev.headroom.receiver.rollout;

import dev.headroom.receiver.decision.Review;
import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Observation;
import java.util.List;

/** Judges a rollout that has had no effect yet anew, whether there is still a reason for it and room (spec 4.2). */
@FunctionalInterface
public interface Recheck {

    Review review(Rollout rollout, Observation seen);

    /** Whether there is room for the replicas that a down has taken away, and is to give back. */
    default Room room(ServicePolicy service, Observation seen, int to) {
        return new Room(true, "", List.of());
    }
}

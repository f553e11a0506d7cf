package dev.headroom.receiver.rollout;

import dev.headroom.receiver.decision.Action;
import java.time.Instant;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The carrying out of one action.
 *
 * @param since when it came into this phase
 * @param detail what should be told of it: why it failed, a replica that had to be killed; may be empty
 * @param kept names of the replicas that this rollout must not stop: after an up those that were there before, after a
 *     down those that stay; empty until they are chosen
 */
public record Rollout(Action action, Phase phase, Instant since, String detail, Set<String> kept) {

    public Rollout {
        kept = Set.copyOf(kept);
    }

    public static Rollout planned(Action action) {
        return new Rollout(action, Phase.PLANNED, action.at(), "", Set.of());
    }

    public String service() {
        return action.service();
    }

    /** The same, with its times moved for a clock that jumped. */
    public Rollout restamped(UnaryOperator<Instant> moved) {
        return new Rollout(action.startedAt(moved.apply(action.at())), phase, moved.apply(since), detail, kept);
    }

    Rollout keeping(Set<String> replicas) {
        return new Rollout(action, phase, since, detail, replicas);
    }

    Rollout in(Phase next, Instant now, String why) {
        return new Rollout(action, next, now, why, kept);
    }
}

package dev.headroom.receiver.rollout;

import dev.headroom.receiver.decision.Action;
import java.time.Instant;

/**
 * The carrying out of one action.
 *
 * @param since when it came into this phase
 * @param detail what is worth saying of the phase: why it failed, what it waits for; may be empty
 */
public record Rollout(Action action, Phase phase, Instant since, String detail) {

    public static Rollout planned(Action action) {
        return new Rollout(action, Phase.PLANNED, action.at(), "");
    }

    public String service() {
        return action.service();
    }

    Rollout in(Phase next, Instant now, String why) {
        return new Rollout(action, next, now, why);
    }
}

package dev.headroom.receiver.rollout;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.policy.Timings;
import java.time.Duration;
import java.time.Instant;

/** The scaling sequence (spec 4.2) as a pure function: from where a rollout is and what was seen to where it goes. */
public final class Sequence {

    /** How long a target may keep failing before a step is given up. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private Sequence() {}

    /** The phase after what was seen; the same instance while there is nothing to do but wait. */
    static Rollout next(Rollout rollout, Sight sight, Timings timings, Instant now) {
        return switch (rollout.phase()) {
            case PLANNED, DRAINING, FINISHING, CHECKPOINTING -> rollout.in(Phase.SCALING, now, "");
            case SCALING -> scaled(rollout, sight, now);
            case WARMING, VERIFYING, ROUTING -> verified(rollout, sight, timings, now);
            case RESTORING -> restored(rollout, sight, now);
            case DONE, FAILED, ABANDONED, CANCELLED -> rollout;
        };
    }

    /** When the rollout must have ended, if the target answers at all. */
    public static Instant deadline(Rollout rollout, Timings timings) {
        return rollout.action()
                .at()
                .plus(timings.drain())
                .plus(timings.warmup())
                .plus(timings.health());
    }

    private static Rollout scaled(Rollout rollout, Sight sight, Instant now) {
        if (sight.problem().isEmpty()) {
            return rollout.in(Phase.VERIFYING, now, "");
        }
        return patient(rollout, now) ? rollout : rollout.in(Phase.RESTORING, now, sight.problem());
    }

    private static Rollout verified(Rollout rollout, Sight sight, Timings timings, Instant now) {
        Action action = rollout.action();
        if (sight.problem().isEmpty() && sight.ready() >= action.to()) {
            return rollout.in(Phase.DONE, now, "");
        }
        if (now.isBefore(rollout.since().plus(patience(action, timings)))) {
            return rollout;
        }
        String why = sight.problem().isEmpty() ? notReady(action, sight, timings) : sight.problem();
        return rollout.in(Phase.RESTORING, now, why);
    }

    private static Rollout restored(Rollout rollout, Sight sight, Instant now) {
        if (sight.problem().isEmpty()) {
            return rollout.in(
                    Phase.FAILED,
                    now,
                    rollout.detail() + "; restored to " + rollout.action().from());
        }
        return patient(rollout, now)
                ? rollout
                : rollout.in(Phase.FAILED, now, rollout.detail() + "; not restored: " + sight.problem());
    }

    private static Duration patience(Action action, Timings timings) {
        return action.direction() == Direction.UP ? timings.warmup().plus(timings.health()) : timings.health();
    }

    private static boolean patient(Rollout rollout, Instant now) {
        return now.isBefore(rollout.since().plus(PATIENCE));
    }

    private static String notReady(Action action, Sight sight, Timings timings) {
        return sight.ready() + " of " + action.to() + " replicas ready after "
                + patience(action, timings).toSeconds() + " s";
    }

    /**
     * What came of the step just tried.
     *
     * @param ready replicas that are ready; 0 where it was not asked
     * @param problem why the target could not do or tell it; empty when it could
     */
    record Sight(int ready, String problem) {
        static Sight of(int ready) {
            return new Sight(ready, "");
        }

        static Sight failed(String problem) {
            return new Sight(0, problem);
        }
    }
}

package dev.headroom.receiver.rollout;

import dev.headroom.receiver.policy.Timings;
import java.time.Duration;
import java.time.Instant;

/** The scaling sequence (spec 4.2) as a pure function: from where a rollout is and what was seen to where it goes. */
public final class Sequence {

    /** How long a target may keep failing before a step is given up. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private Sequence() {}

    /**
     * The time.
     *
     * @param wall what is written down
     * @param inPhase how long the rollout has been in its phase
     * @param unjudged for how long nobody could tell whether it is still wanted
     */
    record Clock(Instant wall, Duration inPhase, Duration unjudged) {}

    /** The rollout after what was seen; the same instance while there is nothing to do but wait. */
    static Rollout next(Rollout rollout, Sight sight, Steps steps, Clock clock) {
        if (rollout.phase().ended()) {
            return rollout;
        }
        Instant now = clock.wall();
        if (sight.is(Sight.Kind.OVERTAKEN)) {
            return overtaken(rollout, sight, now);
        }
        if (sight.is(Sight.Kind.UNWANTED)) {
            return rollout.in(Phase.CANCELLED, now, sight.text());
        }
        if (sight.is(Sight.Kind.HALTED)) {
            return rollout.in(Phase.RESTORING, now, sight.text());
        }
        if (sight.is(Sight.Kind.DONE)) {
            return done(rollout, sight, steps, now);
        }
        if (sight.is(Sight.Kind.UNJUDGED)) {
            boolean waits = clock.unjudged().compareTo(steps.timings().drain()) < 0;
            Phase back = rollout.phase().untouched() ? Phase.CANCELLED : Phase.RESTORING;
            return waits ? rollout : rollout.in(back, now, sight.text());
        }
        boolean patient = clock.inPhase().compareTo(patience(rollout.phase(), steps.timings())) < 0;
        return patient ? rollout : late(rollout, sight, steps, clock);
    }

    /** How long a rollout takes at most, if the target answers at all and no task is waited for. */
    public static Duration longest(Timings timings) {
        return timings.drain().plus(timings.warmup()).plus(timings.health());
    }

    private static Rollout done(Rollout rollout, Sight sight, Steps steps, Instant now) {
        return switch (rollout.phase()) {
            case PLANNED -> rollout.keeping(sight.kept()).in(steps.after(Phase.PLANNED), now, sight.text());
            case RESTORING -> rollout.in(Phase.FAILED, now, rollout.detail() + restored(rollout));
            case VERIFYING, ROUTING -> rollout.in(steps.after(rollout.phase()), now, rollout.detail());
            case DRAINING, FINISHING, CHECKPOINTING, SCALING, WARMING ->
                rollout.in(steps.after(rollout.phase()), now, sight.text());
            case DONE, FAILED, ABANDONED, CANCELLED -> rollout;
        };
    }

    /** What becomes of a step that was not complete in time. A drain and a warm-up end by time alone. */
    private static Rollout late(Rollout rollout, Sight sight, Steps steps, Clock clock) {
        Instant now = clock.wall();
        return switch (rollout.phase()) {
            case PLANNED -> rollout.in(Phase.CANCELLED, now, sight.text());
            case DRAINING, WARMING -> rollout.in(steps.after(rollout.phase()), now, "");
            case FINISHING, CHECKPOINTING -> rollout.in(Phase.RESTORING, now, sight.text() + "; nothing was stopped");
            case SCALING, VERIFYING, ROUTING ->
                rollout.in(Phase.RESTORING, now, sight.text() + " after " + waited(clock));
            case RESTORING -> rollout.in(Phase.ABANDONED, now, rollout.detail() + "; not restored: " + sight.text());
            case DONE, FAILED, ABANDONED, CANCELLED -> rollout;
        };
    }

    /** Whoever set another count is not fought. */
    private static Rollout overtaken(Rollout rollout, Sight sight, Instant now) {
        return switch (rollout.phase()) {
            case PLANNED, DRAINING, FINISHING, CHECKPOINTING -> rollout.in(Phase.CANCELLED, now, sight.text());
            case SCALING, WARMING, VERIFYING, ROUTING, RESTORING -> rollout.in(Phase.FAILED, now, sight.text());
            case DONE, FAILED, ABANDONED, CANCELLED -> rollout;
        };
    }

    private static Duration patience(Phase phase, Timings timings) {
        return switch (phase) {
            case DRAINING -> timings.drain();
            case FINISHING -> timings.finish();
            case CHECKPOINTING -> timings.checkpoint();
            case WARMING -> timings.warmup();
            case VERIFYING, ROUTING -> timings.health();
            case PLANNED, SCALING, RESTORING, DONE, FAILED, ABANDONED, CANCELLED -> PATIENCE;
        };
    }

    private static String restored(Rollout rollout) {
        return rollout.detail().endsWith("nothing was stopped")
                ? ""
                : "; restored to " + rollout.action().from();
    }

    private static String waited(Clock clock) {
        return clock.inPhase().toSeconds() + " s";
    }
}

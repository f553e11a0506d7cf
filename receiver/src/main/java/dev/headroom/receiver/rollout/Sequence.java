package dev.headroom.receiver.rollout;

import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.rollout.Transitions.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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
        Optional<Event> event = event(rollout, sight, steps.timings(), clock);
        Optional<Phase> to = event.flatMap(happened -> Transitions.next(rollout, happened, steps));
        return to.isEmpty()
                ? rollout
                : rollout.keeping(chooses(rollout, sight) ? sight.kept() : rollout.kept())
                        .in(to.get(), clock.wall(), detail(rollout, sight, event.get(), clock));
    }

    private static boolean chooses(Rollout rollout, Sight sight) {
        return rollout.phase() == Phase.PLANNED || sight.kind() == Sight.Kind.RECHOSEN;
    }

    /** How long a rollout takes at most, if the target answers at all and no task is waited for. */
    public static Duration longest(Timings timings) {
        return timings.drain().plus(timings.warmup()).plus(timings.health());
    }

    /** The same of one that has come into this phase, where it goes on from there: each progress begins a phase anew. */
    public static Duration rest(Phase phase, Timings timings) {
        return phase.set() ? timings.warmup().plus(timings.health()) : Duration.ZERO;
    }

    private static Optional<Event> event(Rollout rollout, Sight sight, Timings timings, Clock clock) {
        return switch (sight.kind()) {
            case DONE -> Optional.of(Event.COMPLETE);
            case RECHOSEN -> Optional.of(Event.RECHOSEN);
            case IMPOSSIBLE -> Optional.of(Event.IMPOSSIBLE);
            case UNWANTED -> Optional.of(Event.UNWANTED);
            case HALTED -> Optional.of(Event.HALTED);
            case OVERTAKEN -> Optional.of(Event.OVERTAKEN);
            case WAITS, FAILED ->
                Optional.of(Event.LATE)
                        .filter(late -> clock.inPhase().compareTo(patience(rollout.phase(), sight, timings)) >= 0);
            case UNJUDGED ->
                Optional.of(rollout.phase().untouched() ? Event.UNWANTED : Event.HALTED)
                        .filter(late -> clock.unjudged().compareTo(timings.drain()) >= 0);
        };
    }

    /** Where one is made after another, each takes its own warm-up. */
    private static Duration patience(Phase phase, Sight sight, Timings timings) {
        Duration patience = patience(phase, timings);
        return phase == Phase.VERIFYING && sight.progress().oneByOne() ? patience.plus(timings.warmup()) : patience;
    }

    private static Duration patience(Phase phase, Timings timings) {
        return switch (phase) {
            case DRAINING -> timings.drain();
            case FINISHING -> timings.finish();
            case CHECKPOINTING -> timings.checkpoint();
            case WARMING -> timings.warmup();
            case VERIFYING, ROUTING -> timings.health();
            case PLANNED, SCALING, RESTORING, DONE, FAILED, ABANDONED, CANCELLED, OVERTAKEN -> PATIENCE;
        };
    }

    /** What is told of the rollout from here on. */
    private static String detail(Rollout rollout, Sight sight, Event event, Clock clock) {
        return switch (event) {
            case COMPLETE -> complete(rollout, sight);
            case LATE -> late(rollout, sight, clock);
            case IMPOSSIBLE -> rollout.phase() == Phase.RESTORING ? notRestored(rollout, sight) : sight.text();
            case UNWANTED, HALTED, OVERTAKEN, RECHOSEN -> sight.text();
        };
    }

    private static String complete(Rollout rollout, Sight sight) {
        return switch (rollout.phase()) {
            case WARMING, VERIFYING, ROUTING -> rollout.detail();
            case RESTORING -> rollout.detail() + restored(rollout);
            default -> sight.text();
        };
    }

    /** A drain and a warm-up end by time alone. */
    private static String late(Rollout rollout, Sight sight, Clock clock) {
        return switch (rollout.phase()) {
            case DRAINING -> "";
            case WARMING -> rollout.detail();
            case FINISHING, CHECKPOINTING -> sight.text() + "; nothing was stopped";
            case SCALING -> tooLong(sight, clock);
            case VERIFYING, ROUTING ->
                rollout.detail().isEmpty() ? tooLong(sight, clock) : rollout.detail() + "; " + tooLong(sight, clock);
            case RESTORING -> notRestored(rollout, sight);
            default -> sight.text();
        };
    }

    private static String tooLong(Sight sight, Clock clock) {
        return sight.text() + " after " + clock.inPhase().toSeconds() + " s";
    }

    private static String restored(Rollout rollout) {
        return rollout.detail().endsWith("nothing was stopped")
                ? ""
                : "; restored to " + rollout.action().from();
    }

    private static String notRestored(Rollout rollout, Sight sight) {
        return rollout.detail() + "; not restored: " + sight.text();
    }
}

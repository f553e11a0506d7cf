package dev.headroom.receiver.rollout;

import static dev.headroom.receiver.rollout.Phase.ABANDONED;
import static dev.headroom.receiver.rollout.Phase.CANCELLED;
import static dev.headroom.receiver.rollout.Phase.CHECKPOINTING;
import static dev.headroom.receiver.rollout.Phase.DONE;
import static dev.headroom.receiver.rollout.Phase.DRAINING;
import static dev.headroom.receiver.rollout.Phase.FAILED;
import static dev.headroom.receiver.rollout.Phase.FINISHING;
import static dev.headroom.receiver.rollout.Phase.OVERTAKEN;
import static dev.headroom.receiver.rollout.Phase.PLANNED;
import static dev.headroom.receiver.rollout.Phase.RESTORING;
import static dev.headroom.receiver.rollout.Phase.ROUTING;
import static dev.headroom.receiver.rollout.Phase.SCALING;
import static dev.headroom.receiver.rollout.Phase.VERIFYING;
import static dev.headroom.receiver.rollout.Phase.WARMING;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The scaling sequence (spec 4.2) as one table: from which phase, by what came of its step, to which. What is not in it does
 * not happen: the rollout stays where it is. The picture in {@code docs/sequence.md} is drawn from it.
 */
final class Transitions {

    /** What came of a step. */
    enum Event {
        /** It is complete. */
        COMPLETE,
        /** It was not complete in time. */
        LATE,
        /** It cannot be done until a person changes something. */
        IMPOSSIBLE,
        /** It has had no effect, and there is no reason for it any more. */
        UNWANTED,
        /** It may have had an effect, and there is no reason to go on. */
        HALTED,
        /** Somebody else set another count. */
        OVERTAKEN
    }

    /** Where an action of this kind is going. */
    enum Course {
        UP,
        DOWN,
        /** Up to a count that is wanted already: there is none to go back to. */
        REPAIR;

        List<Phase> phases() {
            return switch (this) {
                case UP, REPAIR -> List.of(PLANNED, SCALING, WARMING, VERIFYING, ROUTING, DONE);
                case DOWN -> List.of(PLANNED, DRAINING, FINISHING, CHECKPOINTING, SCALING, VERIFYING, DONE);
            };
        }

        static Course of(Rollout rollout) {
            if (rollout.repairs()) {
                return REPAIR;
            }
            return switch (rollout.action().direction()) {
                case UP -> UP;
                case DOWN -> DOWN;
            };
        }
    }

    /** A line of the table; to the next phase of its course that the service has a use for, where {@code to} is empty. */
    record Transition(Phase from, Event event, Optional<Phase> to) {}

    private static final List<Transition> ALL = Stream.of(
                    from(PLANNED).next(Event.COMPLETE).to(CANCELLED, Event.LATE, Event.UNWANTED, Event.OVERTAKEN),
                    from(DRAINING).next(Event.COMPLETE, Event.LATE).to(CANCELLED, Event.UNWANTED, Event.OVERTAKEN),
                    from(FINISHING)
                            .next(Event.COMPLETE)
                            .to(RESTORING, Event.LATE)
                            .to(CANCELLED, Event.UNWANTED, Event.OVERTAKEN),
                    from(CHECKPOINTING)
                            .next(Event.COMPLETE)
                            .to(RESTORING, Event.LATE)
                            .to(CANCELLED, Event.UNWANTED, Event.OVERTAKEN),
                    from(SCALING)
                            .next(Event.COMPLETE)
                            .to(RESTORING, Event.LATE, Event.IMPOSSIBLE, Event.HALTED)
                            .to(CANCELLED, Event.UNWANTED)
                            .to(OVERTAKEN, Event.OVERTAKEN),
                    from(WARMING).next(Event.COMPLETE, Event.LATE).to(OVERTAKEN, Event.OVERTAKEN),
                    from(VERIFYING)
                            .next(Event.COMPLETE)
                            .to(RESTORING, Event.LATE)
                            .to(OVERTAKEN, Event.OVERTAKEN),
                    from(ROUTING).next(Event.COMPLETE).to(RESTORING, Event.LATE).to(OVERTAKEN, Event.OVERTAKEN),
                    from(RESTORING)
                            .to(FAILED, Event.COMPLETE)
                            .to(ABANDONED, Event.LATE, Event.IMPOSSIBLE)
                            .to(OVERTAKEN, Event.OVERTAKEN))
            .flatMap(rows -> rows.transitions().stream())
            .toList();

    private Transitions() {}

    /** The table, in the order in which it reads. */
    static List<Transition> all() {
        return ALL;
    }

    /** The phase after; empty where the rollout stays. */
    static Optional<Phase> next(Rollout rollout, Event event, Steps steps) {
        Course course = Course.of(rollout);
        return ALL.stream()
                .filter(transition -> transition.from() == rollout.phase() && transition.event() == event)
                .findFirst()
                .map(transition -> transition.to().orElseGet(() -> steps.after(rollout.phase())))
                .map(to -> course == Course.REPAIR && to == RESTORING ? FAILED : to);
    }

    private static Rows from(Phase phase) {
        return new Rows(phase, List.of());
    }

    /** The lines of one phase. */
    private record Rows(Phase from, List<Transition> transitions) {

        Rows next(Event... events) {
            return with(Optional.empty(), events);
        }

        Rows to(Phase to, Event... events) {
            return with(Optional.of(to), events);
        }

        private Rows with(Optional<Phase> to, Event... events) {
            return new Rows(
                    from,
                    Stream.concat(
                                    transitions.stream(),
                                    Arrays.stream(events).map(event -> new Transition(from, event, to)))
                            .toList());
        }
    }
}

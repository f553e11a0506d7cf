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
        /** Others than those that were asked would be stopped by now: those are asked. */
        RECHOSEN,
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

    /**
     * A line of the table; where {@code to} is empty, to the next phase of its course that the service has a use for, or, where
     * others are to be asked, to the first.
     */
    record Transition(Phase from, Event event, Optional<Phase> to) {}

    private static final List<Transition> ALL = Stream.of(
                    onward(PLANNED, Event.COMPLETE),
                    to(CANCELLED, PLANNED, Event.LATE, Event.UNWANTED, Event.OVERTAKEN),
                    onward(DRAINING, Event.COMPLETE, Event.LATE, Event.RECHOSEN),
                    to(CANCELLED, DRAINING, Event.UNWANTED, Event.OVERTAKEN),
                    onward(FINISHING, Event.COMPLETE, Event.RECHOSEN),
                    to(RESTORING, FINISHING, Event.LATE),
                    to(CANCELLED, FINISHING, Event.UNWANTED, Event.OVERTAKEN),
                    onward(CHECKPOINTING, Event.COMPLETE, Event.RECHOSEN),
                    to(RESTORING, CHECKPOINTING, Event.LATE),
                    to(CANCELLED, CHECKPOINTING, Event.UNWANTED, Event.OVERTAKEN),
                    onward(SCALING, Event.COMPLETE, Event.RECHOSEN),
                    to(RESTORING, SCALING, Event.LATE, Event.IMPOSSIBLE, Event.HALTED),
                    to(CANCELLED, SCALING, Event.UNWANTED),
                    to(OVERTAKEN, SCALING, Event.OVERTAKEN),
                    onward(WARMING, Event.COMPLETE, Event.LATE),
                    to(OVERTAKEN, WARMING, Event.OVERTAKEN),
                    onward(VERIFYING, Event.COMPLETE),
                    to(RESTORING, VERIFYING, Event.LATE),
                    to(OVERTAKEN, VERIFYING, Event.OVERTAKEN),
                    onward(ROUTING, Event.COMPLETE),
                    to(RESTORING, ROUTING, Event.LATE),
                    to(OVERTAKEN, ROUTING, Event.OVERTAKEN),
                    to(FAILED, RESTORING, Event.COMPLETE),
                    to(ABANDONED, RESTORING, Event.LATE, Event.IMPOSSIBLE),
                    to(OVERTAKEN, RESTORING, Event.OVERTAKEN))
            .flatMap(lines -> lines)
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
                .map(transition -> transition
                        .to()
                        .orElseGet(() -> steps.after(event == Event.RECHOSEN ? PLANNED : rollout.phase())))
                .map(to -> course == Course.REPAIR && to == RESTORING ? FAILED : to);
    }

    private static Stream<Transition> onward(Phase from, Event... events) {
        return Arrays.stream(events).map(event -> new Transition(from, event, Optional.empty()));
    }

    private static Stream<Transition> to(Phase to, Phase from, Event... events) {
        return Arrays.stream(events).map(event -> new Transition(from, event, Optional.of(to)));
    }
}

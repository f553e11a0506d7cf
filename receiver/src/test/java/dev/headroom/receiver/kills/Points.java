package dev.headroom.receiver.kills;

import static dev.headroom.receiver.oracle.Trap.Moment.AFTER;
import static dev.headroom.receiver.oracle.Trap.Moment.ANSWERED;
import static dev.headroom.receiver.oracle.Trap.Moment.BEFORE;

import dev.headroom.receiver.oracle.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The named points of a rollout. Every step begins with a look at the target, so a kill when that look comes in a phase
 * is a kill after the phase was saved and before its step; a kill after an effect and before its answer is one before
 * the next phase is saved.
 */
final class Points {

    private Points() {}

    /** All, in the order of a rollout up, down, restored, and taken back. */
    static List<Trap> all() {
        return Stream.of(up(), down(), asleep(), awake(), restored(), takenBack())
                .flatMap(List::stream)
                .toList();
    }

    /** A third of those of an up and of a down, in their order, and all of the others, of which each needs the one before. */
    static List<Trap> some(Random random) {
        List<Trap> left = new ArrayList<>(all());
        left.removeIf(point ->
                Set.of(World.GROWS, World.SHRINKS, World.DOZES, World.ROUSES).contains(point.service())
                        && random.nextInt(3) > 0);
        return left;
    }

    private static List<Trap> up() {
        return List.of(
                Trap.kill(World.GROWS, "PLANNED", "list", BEFORE),
                Trap.kill(World.GROWS, "SCALING", "list", BEFORE),
                Trap.kill(World.GROWS, "SCALING", "create", BEFORE),
                Trap.kill(World.GROWS, "SCALING", "create", AFTER),
                Trap.kill(World.GROWS, "SCALING", "start", BEFORE),
                Trap.kill(World.GROWS, "SCALING", "start", AFTER),
                Trap.kill(World.GROWS, "SCALING", "start", ANSWERED),
                Trap.kill(World.GROWS, "WARMING", "list", BEFORE),
                Trap.kill(World.GROWS, "WARMING", "loaded", BEFORE),
                Trap.kill(World.GROWS, "WARMING", "loaded", AFTER),
                Trap.kill(World.GROWS, "VERIFYING", "list", BEFORE),
                Trap.kill(World.GROWS, "ROUTING", "list", BEFORE),
                Trap.kill(World.GROWS, "ROUTING", "route", BEFORE),
                Trap.kill(World.GROWS, "ROUTING", "route", AFTER),
                Trap.kill(World.GROWS, "DONE", "list", BEFORE));
    }

    private static List<Trap> down() {
        return List.of(
                Trap.kill(World.SHRINKS, "PLANNED", "list", BEFORE),
                Trap.kill(World.SHRINKS, "DRAINING", "list", BEFORE),
                Trap.kill(World.SHRINKS, "DRAINING", "drain", BEFORE),
                Trap.kill(World.SHRINKS, "DRAINING", "drain", AFTER),
                Trap.kill(World.SHRINKS, "FINISHING", "list", BEFORE),
                Trap.kill(World.SHRINKS, "FINISHING", "active_tasks", AFTER),
                Trap.kill(World.SHRINKS, "CHECKPOINTING", "list", BEFORE),
                Trap.kill(World.SHRINKS, "CHECKPOINTING", "checkpoint", BEFORE),
                Trap.kill(World.SHRINKS, "CHECKPOINTING", "checkpoint", AFTER),
                Trap.kill(World.SHRINKS, "SCALING", "list", BEFORE),
                Trap.kill(World.SHRINKS, "SCALING", "stop", BEFORE),
                Trap.kill(World.SHRINKS, "SCALING", "stop", AFTER),
                Trap.kill(World.SHRINKS, "SCALING", "remove", BEFORE),
                Trap.kill(World.SHRINKS, "SCALING", "remove", AFTER),
                Trap.kill(World.SHRINKS, "VERIFYING", "list", BEFORE),
                Trap.kill(World.SHRINKS, "DONE", "list", BEFORE));
    }

    private static List<Trap> asleep() {
        return List.of(
                Trap.kill(World.DOZES, "FINISHING", "metrics", AFTER),
                Trap.kill(World.DOZES, "SCALING", "sleep", BEFORE),
                Trap.kill(World.DOZES, "SCALING", "sleep", AFTER),
                Trap.kill(World.DOZES, "SCALING", "sleep", ANSWERED),
                Trap.kill(World.DOZES, "VERIFYING", "is_sleeping", BEFORE));
    }

    private static List<Trap> awake() {
        return List.of(
                Trap.kill(World.ROUSES, "SCALING", "wake_up", BEFORE),
                Trap.kill(World.ROUSES, "SCALING", "wake_up", AFTER),
                Trap.kill(World.ROUSES, "SCALING", "wake_up", ANSWERED),
                Trap.kill(World.ROUSES, "WARMING", "is_sleeping", BEFORE),
                Trap.kill(World.ROUSES, "VERIFYING", "list", BEFORE));
    }

    private static List<Trap> restored() {
        return List.of(
                Trap.kill(World.FAILS, "RESTORING", "list", BEFORE),
                Trap.kill(World.FAILS, "RESTORING", "stop", AFTER),
                Trap.kill(World.FAILS, "RESTORING", "remove", AFTER),
                Trap.kill(World.FAILS, "FAILED", "list", BEFORE));
    }

    /** A down that an up takes back while it drains: the first look after that finds the up planned. */
    private static List<Trap> takenBack() {
        return List.of(
                Trap.kill(World.WAVERS, "DRAINING", "drain", AFTER),
                Trap.kill(World.WAVERS, "PLANNED", "list", BEFORE));
    }
}

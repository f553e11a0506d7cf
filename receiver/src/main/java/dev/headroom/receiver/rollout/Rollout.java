package dev.headroom.receiver.rollout;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.gpu.Seat;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The carrying out of one action.
 *
 * @param since when it came into this phase
 * @param detail what should be told of it: why it failed, a replica that had to be killed; may be empty
 * @param kept names of the replicas that this rollout must not stop: after an up those that were there before, after a
 *     down those that stay; empty until they are chosen
 * @param seats the places of the new replicas on GPUs, in their order; empty where none is looked at
 */
public record Rollout(Action action, Phase phase, Instant since, String detail, Set<String> kept, List<Seat> seats) {

    /** What a version that knew no places has written has none. */
    public Rollout {
        kept = Set.copyOf(kept);
        seats = Objects.requireNonNullElse(seats, List.<Seat>of()).stream().toList();
    }

    /** One without places on GPUs. */
    public Rollout(Action action, Phase phase, Instant since, String detail, Set<String> kept) {
        this(action, phase, since, detail, kept, List.of());
    }

    public static Rollout planned(Action action) {
        return planned(action, List.of());
    }

    public static Rollout planned(Action action, List<Seat> seats) {
        return planned(action, seats, List.of());
    }

    /**
     * One that nothing has been done of.
     *
     * @param stay those that a down leaves; empty where they are chosen when it begins
     */
    public static Rollout planned(Action action, List<Seat> seats, List<String> stay) {
        return new Rollout(action, Phase.PLANNED, action.at(), "", Set.copyOf(stay), seats);
    }

    public String service() {
        return action.service();
    }

    /** Whether it brings back what was lost: then the count that it leads to is wanted already, however it ends. */
    public boolean repairs() {
        return action.source().kind() == Source.Kind.LOSS;
    }

    /** Whether it makes room for another service's up. */
    public boolean yields() {
        return action.source().kind() == Source.Kind.YIELD;
    }

    /** Whether every replica that it asks for is one that sleeps. */
    public boolean wakesOnly() {
        List<Seat.OnGpu> places = Seat.onGpus(seats);
        return !places.isEmpty()
                && places.stream().noneMatch(place -> place.sleeper().isEmpty());
    }

    /** Whether it is a down that may have had an effect. */
    public boolean stops() {
        return action.direction() == Direction.DOWN && !phase.untouched() && !phase.ended();
    }

    Rollout keeping(Set<String> replicas) {
        return new Rollout(action, phase, since, detail, replicas, seats);
    }

    Rollout in(Phase next, Instant now, String why) {
        return new Rollout(action, next, now, why, kept, seats);
    }
}

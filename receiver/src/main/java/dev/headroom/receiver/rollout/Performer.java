package dev.headroom.receiver.rollout;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.decision.Review;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Does one step of one rollout, and tells what came of it. Each begins with a look: whoever changed the count in the
 * meantime has the last word. All are absolute, so that one done twice has one effect.
 */
final class Performer {

    private final ScalingTarget target;
    private final Recheck recheck;
    private final ServicePolicy service;
    private final Replicas replicas;

    Performer(ScalingTarget target, Hooks hooks, Recheck recheck, ServicePolicy service) {
        this.target = target;
        this.recheck = recheck;
        this.service = service;
        this.replicas = new Replicas(hooks, service.name());
    }

    Sight perform(Rollout rollout) {
        try {
            Observation seen = target.observe(service);
            Optional<String> foreign = foreign(rollout, seen);
            return foreign.isPresent() ? Sight.overtaken(foreign.get()) : perform(rollout, seen);
        } catch (TargetException e) {
            return Sight.failed(String.valueOf(e.getMessage()));
        }
    }

    /** What has an effect ahead is judged again before each step of it, the one that has it included. */
    private Sight perform(Rollout rollout, Observation seen) throws TargetException {
        Optional<Sight> against = hasItsEffectAhead(rollout, seen) ? against(rollout, seen) : Optional.empty();
        return against.isPresent() ? against.get() : step(rollout, seen);
    }

    /** A target may have failed until now to start anybody, or to stop all that it should. */
    private static boolean hasItsEffectAhead(Rollout rollout, Observation seen) {
        Action action = rollout.action();
        boolean left =
                action.direction() == Direction.DOWN ? seen.desired() > action.to() : seen.desired() == action.from();
        return rollout.phase().untouched() || (rollout.phase() == Phase.SCALING && left);
    }

    /** What nobody wishes any more is taken back; a down that nobody can judge waits. */
    private Optional<Sight> against(Rollout rollout, Observation seen) {
        Review review = recheck.review(rollout, seen);
        if (review instanceof Review.Overruled overruled) {
            return Optional.of(notWanted(rollout, seen, overruled.reason()));
        }
        if (review instanceof Review.Unjudged unjudged) {
            return Optional.of(
                    rollout.action().direction() == Direction.DOWN
                            ? Sight.unjudged("cannot be judged: " + unjudged.reason())
                            : notWanted(rollout, seen, unjudged.reason()));
        }
        return Optional.empty();
    }

    /** A step that starts replicas and failed may have left something behind that is not counted. */
    private static Sight notWanted(Rollout rollout, Observation seen, String why) {
        boolean stoppedNobody = rollout.action().direction() == Direction.DOWN
                && seen.desired() == rollout.action().from();
        return rollout.phase().untouched() || stoppedNobody ? Sight.unwanted(why) : Sight.halted(why);
    }

    private Sight step(Rollout rollout, Observation seen) throws TargetException {
        Set<String> kept = rollout.kept();
        return switch (rollout.phase()) {
            case PLANNED -> plan(rollout, seen);
            case DRAINING -> replicas.drained(seen, kept);
            case FINISHING -> replicas.finished(seen, kept);
            case CHECKPOINTING -> replicas.checkpointed(seen, kept);
            case SCALING -> scale(rollout);
            case WARMING -> replicas.loaded(seen, kept);
            case VERIFYING -> verify(rollout, seen);
            case ROUTING -> replicas.all(Hook.ROUTE, seen, Set.of());
            case RESTORING -> restore(rollout);
            case DONE, FAILED, ABANDONED, CANCELLED -> Sight.done();
        };
    }

    private Sight plan(Rollout rollout, Observation seen) {
        Action action = rollout.action();
        if (action.direction() == Direction.DOWN) {
            return Sight.chosen(replicas.staying(seen, action.to()));
        }
        return Sight.chosen(Replicas.names(seen.counting()));
    }

    private Sight scale(Rollout rollout) throws TargetException {
        List<Integer> gpus =
                Seat.onGpus(rollout.seats()).stream().map(Seat.OnGpu::gpu).toList();
        List<String> remarks = target.scaleTo(service, rollout.action().to(), rollout.kept(), gpus);
        return Sight.done(String.join("; ", remarks));
    }

    /** After an up the new replicas, after a down those that are left. */
    private Sight verify(Rollout rollout, Observation seen) {
        int count = rollout.action().to();
        List<String> unready = seen.counting().stream()
                .filter(replica -> !replica.ready())
                .filter(replica -> rollout.action().direction() == Direction.DOWN
                        || !rollout.kept().contains(replica.name()))
                .map(Replica::condition)
                .toList();
        if (seen.counting().size() < count) {
            return Sight.waits(seen.counting().size() + " of " + count + " replicas run");
        }
        return unready.isEmpty() ? Sight.done() : Sight.waits(String.join(", ", unready));
    }

    /** After an up only what is new goes. */
    private Sight restore(Rollout rollout) throws TargetException {
        List<String> remarks = target.scaleTo(service, rollout.action().from(), rollout.kept());
        return Sight.done(String.join("; ", remarks));
    }

    /** A count that this rollout cannot have made. */
    private static Optional<String> foreign(Rollout rollout, Observation seen) {
        Action action = rollout.action();
        int least = rollout.phase().untouched() ? action.from() : Math.min(action.from(), action.to());
        int most = rollout.phase().untouched() ? action.from() : Math.max(action.from(), action.to());
        return seen.desired() < least || seen.desired() > most
                ? Optional.of("somebody else set the count to " + seen.desired() + "; it is left there")
                : Optional.empty();
    }
}

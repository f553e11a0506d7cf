package dev.headroom.receiver.rollout;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.decision.Review;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rollout.Sight.Kind;
import dev.headroom.receiver.rollout.Sight.Progress;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one step of one rollout, and tells what came of it. Each begins with a look: whoever changed the count in the
 * meantime has the last word. All are absolute, so that one done twice has one effect.
 */
record Performer(ScalingTarget target, Recheck recheck, ServicePolicy service, Replicas replicas) {

    private static final Logger LOG = LoggerFactory.getLogger(Performer.class);

    /**
     * What has an effect ahead is judged again before each step of it, the one that has it included.
     *
     * @param untried whether the step that has the effect is known not to have been tried yet
     */
    Sight perform(Rollout rollout, boolean untried) {
        Observation seen;
        try {
            seen = target.observe(service);
        } catch (TargetException e) {
            return Sight.failed(String.valueOf(e.getMessage()));
        }
        return foreign(rollout, seen)
                .or(() -> hasItsEffectAhead(rollout, seen) ? against(rollout, seen, untried) : Optional.empty())
                .or(() -> othersGo(rollout, seen))
                .orElseGet(() -> step(rollout, seen));
    }

    /** A step that fails in a way that nobody thought of has failed, too: it is retried, and given up, as any other. */
    private Sight step(Rollout rollout, Observation seen) {
        try {
            return tryStep(rollout, seen);
        } catch (TargetException e) {
            return switch (e.kind()) {
                case LATER, NOT_YET -> Sight.failed(String.valueOf(e.getMessage()));
                case CONFLICT -> Sight.waits(String.valueOf(e.getMessage()));
                case NEVER -> new Sight(Kind.IMPOSSIBLE, String.valueOf(e.getMessage()));
            };
        } catch (RuntimeException | Error e) {
            LOG.error("{}: {} failed by a fault of Headroom", rollout.service(), rollout.phase(), e);
            return Sight.failed("a fault of Headroom, see its log: " + e);
        }
    }

    /** A target may have failed until now to start anybody, or to stop all that it should. */
    private static boolean hasItsEffectAhead(Rollout rollout, Observation seen) {
        Action action = rollout.action();
        boolean left = switch (Transitions.Course.of(rollout)) {
            case UP -> seen.desired() == action.from();
            case DOWN -> seen.desired() > action.to();
            case REPAIR -> seen.counting().size() < action.to();
        };
        return rollout.phase().untouched() || (rollout.phase() == Phase.SCALING && left);
    }

    /** What nobody wishes any more is taken back; a down that nobody can judge waits. */
    private Optional<Sight> against(Rollout rollout, Observation seen, boolean untried) {
        Review review = recheck.review(rollout, seen);
        if (review instanceof Review.Overruled overruled) {
            return Optional.of(notWanted(rollout, seen, untried, overruled.reason()));
        }
        if (review instanceof Review.Unjudged unjudged) {
            return Optional.of(
                    rollout.action().direction() == Direction.DOWN
                            ? new Sight(Kind.UNJUDGED, "cannot be judged: " + unjudged.reason())
                            : notWanted(rollout, seen, untried, unjudged.reason()));
        }
        return Optional.empty();
    }

    /** Where the platform would by now stop others than those that were asked, those are asked before anything stops. */
    private Optional<Sight> othersGo(Rollout rollout, Observation seen) {
        boolean chosen = rollout.action().direction() == Direction.DOWN
                && rollout.phase() != Phase.PLANNED
                && hasItsEffectAhead(rollout, seen)
                && !replicas.stillStay(rollout.kept(), seen, rollout.action().to());
        if (!chosen) {
            return Optional.empty();
        }
        Set<String> again = replicas.staying(seen, rollout.action().to(), rollout.kept());
        return Optional.of(Sight.rechosen("other replicas would be stopped by now; they are asked", again));
    }

    /** A step that starts replicas and failed may have left something behind that is not counted; a repair may leave it. */
    private static Sight notWanted(Rollout rollout, Observation seen, boolean untried, String why) {
        boolean stoppedNobody = rollout.action().direction() == Direction.DOWN
                && seen.desired() == rollout.action().from();
        boolean noEffect = untried || rollout.phase().untouched() || rollout.repairs() || stoppedNobody;
        return new Sight(noEffect ? Kind.UNWANTED : Kind.HALTED, "no longer wanted: " + why);
    }

    private Sight tryStep(Rollout rollout, Observation seen) throws TargetException {
        Set<String> kept = rollout.kept();
        return switch (rollout.phase()) {
            case PLANNED -> plan(rollout, seen);
            case DRAINING -> replicas.drained(seen, kept);
            case FINISHING -> replicas.finished(seen, kept);
            case CHECKPOINTING -> replicas.checkpointed(seen, kept);
            case SCALING -> scaling().scale(rollout, seen);
            case WARMING -> replicas.loaded(seen, kept);
            case VERIFYING -> verify(rollout, seen);
            case ROUTING -> replicas.routed(seen);
            case RESTORING -> scaling().restore(rollout, seen);
            case DONE, FAILED, ABANDONED, CANCELLED, OVERTAKEN -> Sight.done();
        };
    }

    private ScalingPerformer scaling() {
        return new ScalingPerformer(target, recheck, service, replicas);
    }

    private Sight plan(Rollout rollout, Observation seen) {
        Action action = rollout.action();
        boolean down = action.direction() == Direction.DOWN;
        return Sight.chosen(
                down ? replicas.staying(seen, action.to(), rollout.kept()) : Replicas.names(seen.counting()));
    }

    /**
     * After an up as many new replicas as it asked for, after a down as many as are to be left; who was lost otherwise, or is new
     * for another reason, is not its fault.
     */
    private Sight verify(Rollout rollout, Observation seen) {
        boolean down = rollout.action().direction() == Direction.DOWN;
        int to = rollout.action().to();
        int count = down ? Math.min(to, rollout.kept().size()) : to - lostOf(rollout.kept(), seen);
        List<Replica> looked = seen.counting().stream()
                .filter(replica -> down || !rollout.kept().contains(replica.name()))
                .toList();
        List<String> unready = looked.stream()
                .filter(replica -> !replica.ready())
                .map(Replica::condition)
                .toList();
        int ready = looked.size() - unready.size();
        Progress progress = new Progress(ready, !down && seen.platform().oneByOne());
        if (seen.counting().size() < count) {
            String run = seen.counting().size() + " of " + count + " replicas run";
            return Sight.waits(unready.isEmpty() ? run : run + ": " + String.join(", ", unready), progress);
        }
        boolean enough = ready >= (down ? to : to - rollout.action().from());
        return unready.isEmpty() || enough ? Sight.done() : Sight.waits(String.join(", ", unready), progress);
    }

    private static int lostOf(Set<String> kept, Observation seen) {
        Set<String> left = Replicas.names(seen.counting());
        return (int) kept.stream().filter(name -> !left.contains(name)).count();
    }

    /**
     * A count that this rollout cannot have made: where counts are set at once, any but the one before and the one after. A repair
     * makes none: as many, or more, were wanted before it.
     */
    private static Optional<Sight> foreign(Rollout rollout, Observation seen) {
        Action action = rollout.action();
        int before = rollout.repairs() || rollout.phase().set() ? action.to() : action.from();
        int after = rollout.phase().untouched() ? before : action.to();
        int least = Math.min(before, after);
        int most = rollout.repairs() ? Integer.MAX_VALUE : Math.max(before, after);
        boolean between = seen.platform().atOnce() && seen.desired() != before && seen.desired() != after;
        return seen.desired() < least || seen.desired() > most || between
                ? Optional.of(new Sight(
                        Kind.OVERTAKEN, "somebody else set the count to " + seen.desired() + "; it is left there"))
                : Optional.empty();
    }
}

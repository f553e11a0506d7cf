package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Ledger;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.PastWall;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When what is stored happened, on the clock that only goes on: what this process wrote or read once keeps its age, however
 * the wall clock is set; what it reads for the first time is aged by the wall clock, once.
 */
final class Recollections {

    /** What happened to an action. */
    private enum What {
        BEGAN,
        CAME_INTO_ITS_PHASE,
        ENDED
    }

    private record Key(What what, String action, Instant at) {}

    private final Map<Key, Moment> known = new ConcurrentHashMap<>();
    private final PastWall past;

    Recollections(Moment start) {
        this.past = new PastWall(start);
    }

    /** Looks at the clocks. */
    void look(Moment now) {
        past.look(now);
    }

    /** The earliest that what happened within so much time can be stored under. */
    Instant earliest(Duration back) {
        return past.earliest(back);
    }

    /** The actions with their ages; all others are forgotten. */
    Ledger ledger(Collection<Action> actions, Collection<Rollout> inFlight, Moment now) {
        List<Ledger.Entry> entries =
                actions.stream().map(action -> entry(action, now)).toList();
        forgetAllBut(actions, inFlight);
        return Ledger.of(entries);
    }

    /** When a rollout came into its phase. */
    Moment entered(Rollout rollout, Moment now) {
        return recall(What.CAME_INTO_ITS_PHASE, rollout.action(), rollout.since(), now);
    }

    /** When an action began. */
    Moment began(Action action, Moment now) {
        return recall(What.BEGAN, action, action.at(), now);
    }

    private Ledger.Entry entry(Action action, Moment now) {
        @Nullable Instant finished = action.finishedAt();
        Duration ended = finished == null
                ? null
                : recall(What.ENDED, action, finished, now).elapsed();
        return new Ledger.Entry(action, began(action, now).elapsed(), ended);
    }

    private Moment recall(What what, Action action, Instant at, Moment now) {
        return known.computeIfAbsent(new Key(what, action.id(), at), key -> now.recall(at));
    }

    private void forgetAllBut(Collection<Action> actions, Collection<Rollout> inFlight) {
        if (known.size() > 4 * (actions.size() + inFlight.size()) + 64) {
            Set<String> ids = new HashSet<>();
            actions.forEach(action -> ids.add(action.id()));
            inFlight.forEach(rollout -> ids.add(rollout.action().id()));
            known.keySet().removeIf(key -> !ids.contains(key.action()));
        }
    }
}

package dev.headroom.receiver.app;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Unusable;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.rollout.Rollout;
import java.time.Duration;
import java.util.List;

/** Tells several listeners. */
record Broadcast(List<Outcomes> listeners) implements Outcomes {

    static Broadcast to(Outcomes... listeners) {
        return new Broadcast(List.of(listeners));
    }

    @Override
    public void decided(Explanation explanation) {
        listeners.forEach(listener -> listener.decided(explanation));
    }

    @Override
    public void refused(Unusable why) {
        listeners.forEach(listener -> listener.refused(why));
    }

    @Override
    public void started(Action action, Duration sinceAlert) {
        listeners.forEach(listener -> listener.started(action, sinceAlert));
    }

    @Override
    public void moved(Rollout before, Rollout after) {
        listeners.forEach(listener -> listener.moved(before, after));
    }
}

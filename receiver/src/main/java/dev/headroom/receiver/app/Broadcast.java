package dev.headroom.receiver.app;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Unusable;
import dev.headroom.receiver.reconcile.FirstLook;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.rollout.Rollout;
import java.time.Duration;
import java.util.Collection;
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
    public void met(FirstLook look) {
        listeners.forEach(listener -> listener.met(look));
    }

    @Override
    public void firing(Collection<Alert> all) {
        listeners.forEach(listener -> listener.firing(all));
    }

    @Override
    public void moved(Rollout before, Rollout after) {
        listeners.forEach(listener -> listener.moved(before, after));
    }
}

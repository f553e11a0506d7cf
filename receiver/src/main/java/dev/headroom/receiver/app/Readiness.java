package dev.headroom.receiver.app;

import dev.headroom.receiver.alertmanager.AlertmanagerPoll;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.reconcile.Statuses;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.web.Check;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The conditions under which the receiver can do its work: it can store, it evaluates, and it hears news. */
final class Readiness implements Supplier<List<Check>> {

    private final Store store;
    private final EvaluationLoop loop;
    private final Statuses statuses;
    private final @Nullable AlertmanagerPoll poll;
    private final InstantSource clock;

    Readiness(
            Store store, EvaluationLoop loop, Statuses statuses, @Nullable AlertmanagerPoll poll, InstantSource clock) {
        this.store = store;
        this.loop = loop;
        this.statuses = statuses;
        this.poll = poll;
        this.clock = clock;
    }

    @Override
    public List<Check> get() {
        List<Check> checks = new ArrayList<>();
        checks.add(storeCheck());
        checks.add(new Check("leader", true, leader()));
        checks.add(new Check("evaluation", loop.problem().isEmpty(), loop.problem()));
        if (checks.get(0).ok()) {
            checks.add(evidence());
        }
        if (poll != null) {
            checks.add(new Check("alertmanager", poll.state().ok(), poll.state().detail()));
        }
        return checks;
    }

    private Check storeCheck() {
        try {
            store.probe();
            return new Check("store", true, store.caveat());
        } catch (StoreException e) {
            return new Check("store", false, String.valueOf(e.getMessage()));
        }
    }

    private String leader() {
        return store.leads() ? "this receiver leads" : store.leader() + " leads; this receiver stands by";
    }

    private Check evidence() {
        Evidence evidence = statuses.evidence();
        long age = evidence.age(clock.instant()).toSeconds();
        boolean blind = evidence.blind(clock.instant());
        String detail = evidence.heartbeat() == null
                ? "no news from Alertmanager since the start " + age + " s ago: nothing is scaled down"
                : "last news from Alertmanager " + age + " s ago";
        return new Check("evidence", !blind, blind ? "blind: " + detail : detail);
    }
}

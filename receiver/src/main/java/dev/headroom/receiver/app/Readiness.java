package dev.headroom.receiver.app;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.headroom.receiver.alertmanager.AlertmanagerPoll;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.reconcile.Statuses;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import dev.headroom.receiver.web.Check;
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
    private final Timepiece clock;

    Readiness(Store store, EvaluationLoop loop, Statuses statuses, @Nullable AlertmanagerPoll poll, Timepiece clock) {
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
        Moment now = clock.moment();
        Evidence.Finding finding = statuses.evidence().look(now);
        String since = finding.from() == null ? "" : " (since " + finding.from().truncatedTo(SECONDS) + ")";
        String heard = "last news from Alertmanager "
                + statuses.evidence().courierAge(now).toSeconds() + " s ago"
                + statuses.evidence()
                        .sourceAge(now)
                        .map(age -> ", sign of life from Prometheus " + age.toSeconds() + " s ago")
                        .orElse("");
        return switch (finding.sight()) {
            case CLEAR -> new Check("evidence", true, heard);
            case UNPROVEN -> new Check("evidence", true, finding.reason() + since + ": nothing is scaled down");
            case BLIND -> new Check("evidence", false, "blind: " + finding.reason() + since);
        };
    }
}

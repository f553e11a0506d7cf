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
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The conditions under which the receiver can do its work: it can store, it evaluates, it hears news, and it sees and may
 * change what it scales.
 */
final class Readiness implements Supplier<List<Check>> {

    private static final int NAMED = 3;

    private final Store store;
    private final EvaluationLoop loop;
    private final Statuses statuses;
    private final List<Supplier<Check>> others;
    private final Timepiece clock;

    /** {@code others} are asked beside its own. */
    Readiness(Store store, EvaluationLoop loop, Statuses statuses, List<Supplier<Check>> others, Timepiece clock) {
        this.store = store;
        this.loop = loop;
        this.statuses = statuses;
        this.others = List.copyOf(others);
        this.clock = clock;
    }

    /** What Alertmanager's own API answered last. */
    static Supplier<Check> of(AlertmanagerPoll poll) {
        return () -> new Check("alertmanager", poll.state().ok(), poll.state().detail());
    }

    @Override
    public List<Check> get() {
        List<Check> checks = new ArrayList<>();
        checks.add(storeCheck());
        checks.add(leader());
        checks.add(new Check("evaluation", loop.problem().isEmpty(), loop.problem()));
        checks.add(target());
        if (checks.get(0).ok()) {
            checks.add(evidence());
        }
        others.forEach(other -> checks.add(other.get()));
        return checks;
    }

    /** By check, whether it is ok. */
    Map<String, Boolean> byName() {
        return get().stream().collect(Collectors.toMap(Check::name, Check::ok));
    }

    private Check storeCheck() {
        try {
            store.probe();
            return new Check("store", true, store.caveat());
        } catch (StoreException e) {
            return new Check("store", false, String.valueOf(e.getMessage()));
        }
    }

    private Check leader() {
        boolean leads = store.leads();
        String detail = leads ? "this receiver leads" : store.leader() + " leads; this receiver stands by";
        return new Check("leader", leads || store.election().isLed(), detail);
    }

    /** Whose count is not known; one reason is told for all that have it. */
    private Check target() {
        Map<String, List<String>> unknown = statuses.unknown().entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        String detail = unknown.entrySet().stream()
                .map(entry -> some(entry.getValue()) + ": " + entry.getKey())
                .sorted()
                .collect(Collectors.joining("; "));
        return new Check("target", unknown.isEmpty(), detail);
    }

    private static String some(List<String> services) {
        int more = services.size() - NAMED;
        return services.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
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

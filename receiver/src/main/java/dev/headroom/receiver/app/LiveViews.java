package dev.headroom.receiver.app;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Times;
import dev.headroom.receiver.decision.Unusable;
import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.policy.Cost;
import dev.headroom.receiver.reconcile.ServiceStatus;
import dev.headroom.receiver.reconcile.Sleepers;
import dev.headroom.receiver.reconcile.Statuses;
import dev.headroom.receiver.schedule.Schedule;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.usage.Counts;
import dev.headroom.receiver.usage.ReplicaLog;
import dev.headroom.receiver.usage.Track;
import dev.headroom.receiver.web.Check;
import dev.headroom.receiver.web.ServiceView;
import dev.headroom.receiver.web.ServiceView.OverrideView;
import dev.headroom.receiver.web.ServiceView.RolloutView;
import dev.headroom.receiver.web.Views;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the API and the page show, read from the running receiver. */
final class LiveViews implements Views {

    /** So far back an order is looked for; behind more it is old enough. */
    private static final int LINES_OF_ORDER = 50;

    private final Store store;
    private final Statuses statuses;
    private final ReplicaLog replicas;
    private final Supplier<GpuView> gpus;
    private final Supplier<List<Check>> checks;
    private final InstantSource clock;
    private final Map<String, Ordered> ordered = new ConcurrentHashMap<>();

    /** When an order was given, as the history has it. */
    private record Ordered(OverrideView order, Optional<Instant> at) {}

    LiveViews(
            Store store,
            Statuses statuses,
            ReplicaLog replicas,
            Supplier<GpuView> gpus,
            Supplier<List<Check>> checks,
            InstantSource clock) {
        this.store = store;
        this.statuses = statuses;
        this.replicas = replicas;
        this.gpus = gpus;
        this.checks = checks;
        this.clock = clock;
    }

    @Override
    public List<ServiceView> services() {
        Times times = Times.in(statuses.policy().schedule().zone());
        return statuses.all().stream()
                .map(status -> view(status, times, clock.instant()))
                .toList();
    }

    @Override
    public Optional<ServiceView> service(String name) {
        return services().stream().filter(view -> view.service().equals(name)).findFirst();
    }

    @Override
    public Optional<Explanation> explanation(String service) {
        return statuses.explanation(service);
    }

    @Override
    public List<DecisionRecord> decisions(@Nullable String service, @Nullable Instant before, int limit) {
        return store.decisions(service, before, limit);
    }

    @Override
    public Optional<DecisionRecord> decision(long id) {
        return store.decision(id);
    }

    @Override
    public Optional<Instant> since(String service) {
        return statuses.since(service);
    }

    /** The history is asked once for each. */
    @Override
    public Optional<Instant> ordered(ServiceView service) {
        OverrideView order = service.override();
        if (order == null) {
            ordered.remove(service.service());
            return Optional.empty();
        }
        Ordered known = ordered.get(service.service());
        if (known == null || !known.order().equals(order)) {
            known = new Ordered(order, inHistory(service.service(), order));
            ordered.put(service.service(), known);
        }
        return known.at();
    }

    private Optional<Instant> inHistory(String service, OverrideView order) {
        String words = order.inWords();
        return store.decisions(service, null, LINES_OF_ORDER).stream()
                .map(DecisionRecord::explanation)
                .filter(told -> told.note() != null && told.note().startsWith(words))
                .map(Explanation::at)
                .findFirst();
    }

    @Override
    public List<Action> actions(Instant since) {
        return store.actions(since);
    }

    @Override
    public Schedule schedule() {
        return statuses.policy().schedule();
    }

    @Override
    public Track track(String service) {
        return replicas.track(service);
    }

    @Override
    public Optional<Cost> cost(String service) {
        return statuses.cost(service);
    }

    @Override
    public Evidence evidence() {
        return statuses.evidence();
    }

    @Override
    public Collection<AlertState> alerts() {
        return store.alerts();
    }

    @Override
    public String refused(Alert alert) {
        return Unusable.of(alert, statuses.policy()).map(Unusable::why).orElse("");
    }

    @Override
    public GpuView gpus() {
        return gpus.get();
    }

    @Override
    public List<Check> readiness() {
        return checks.get();
    }

    /** The replicas of each service, to be written down. */
    static Map<String, Counts> counts(List<ServiceStatus> services) {
        return services.stream()
                .collect(Collectors.toMap(
                        status -> status.service().name(),
                        status -> new Counts(
                                status.desired(),
                                status.ready(),
                                status.service().replicas().min(),
                                status.service().replicas().max(),
                                status.floor())));
    }

    private static ServiceView view(ServiceStatus status, Times times, Instant now) {
        Optional<Sleepers> sleepers = Optional.ofNullable(status.sleepers());
        return new ServiceView(
                status.service().name(),
                status.desired(),
                status.ready(),
                status.service().replicas().min(),
                status.service().replicas().max(),
                status.floor(),
                status.rollout() == null ? null : RolloutView.of(status.rollout(), status.waitsFor()),
                status.override() == null ? null : OverrideView.of(status.override()),
                status.cooldowns().stream()
                        .map(cooldown -> new ServiceView.Cooldown(cooldown.source(), cooldown.until()))
                        .toList(),
                status.firing(),
                status.service().frozen(),
                status.doubts().entrySet().stream()
                        .map(doubt -> new ServiceView.Doubt(
                                doubt.getKey(),
                                doubt.getValue().since(),
                                doubt.getValue().inWords()))
                        .toList(),
                sleepers.map(Sleepers::asleep).orElse(null),
                sleepers.map(Sleepers::waking).orElse(null),
                sleepers.map(Sleepers::wake)
                        .map(wake -> wake.toMillis() / 1000.0)
                        .orElse(null),
                sleepers.map(known -> known.inWords(times, now)).orElse(null));
    }
}

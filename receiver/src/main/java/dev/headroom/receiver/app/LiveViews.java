package dev.headroom.receiver.app;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Unusable;
import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.policy.Cost;
import dev.headroom.receiver.reconcile.ServiceStatus;
import dev.headroom.receiver.reconcile.Statuses;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the API and the page show, read from the running receiver. */
final class LiveViews implements Views {

    private final Store store;
    private final Statuses statuses;
    private final ReplicaLog replicas;
    private final Supplier<GpuView> gpus;
    private final Supplier<List<Check>> checks;

    LiveViews(
            Store store, Statuses statuses, ReplicaLog replicas, Supplier<GpuView> gpus, Supplier<List<Check>> checks) {
        this.store = store;
        this.statuses = statuses;
        this.replicas = replicas;
        this.gpus = gpus;
        this.checks = checks;
    }

    @Override
    public List<ServiceView> services() {
        return statuses.all().stream().map(LiveViews::view).toList();
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

    private static ServiceView view(ServiceStatus status) {
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
                        .toList());
    }
}

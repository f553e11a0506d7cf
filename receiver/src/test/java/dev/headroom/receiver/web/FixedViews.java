package dev.headroom.receiver.web;

import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.gpu.GpuView;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Views of fixed services and history over the alerts of a store. */
record FixedViews(
        List<ServiceView> services,
        List<DecisionRecord> history,
        Supplier<Collection<AlertState>> alertStates,
        List<Check> readiness)
        implements Views {

    static FixedViews empty(Supplier<Collection<AlertState>> alerts) {
        return new FixedViews(List.of(), List.of(), alerts, List.of(new Check("store", true, "")));
    }

    @Override
    public Optional<ServiceView> service(String name) {
        return services.stream().filter(view -> view.service().equals(name)).findFirst();
    }

    @Override
    public Optional<Explanation> explanation(String service) {
        return history.stream()
                .map(DecisionRecord::explanation)
                .filter(e -> e.service().equals(service))
                .findFirst();
    }

    @Override
    public List<DecisionRecord> decisions(String service, Instant before, int limit) {
        return history.stream()
                .filter(line -> service == null || line.explanation().service().equals(service))
                .filter(line -> before == null || line.explanation().at().isBefore(before))
                .limit(limit)
                .toList();
    }

    @Override
    public GpuView gpus() {
        return GpuView.none();
    }

    @Override
    public Collection<AlertState> alerts() {
        return alertStates.get();
    }
}

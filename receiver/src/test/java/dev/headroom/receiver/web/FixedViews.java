package dev.headroom.receiver.web;

import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.policy.Cost;
import dev.headroom.receiver.schedule.Schedule;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.usage.Counts;
import dev.headroom.receiver.usage.Hours;
import dev.headroom.receiver.usage.Track;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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
    public Optional<DecisionRecord> decision(long id) {
        return history.stream().filter(line -> line.id() == id).findFirst();
    }

    @Override
    public Optional<Instant> since(String service) {
        return explanation(service).map(Explanation::at);
    }

    @Override
    public Optional<Instant> ordered(ServiceView service) {
        return Optional.empty();
    }

    @Override
    public List<Action> actions(Instant since) {
        return List.of();
    }

    @Override
    public Schedule schedule() {
        return Schedule.none(ZoneOffset.UTC);
    }

    @Override
    public Track track(String service) {
        Counts counts = new Counts(3, null, 2, 8, 4);
        Track.Point known = new Track.Point(Site.NOW.minusSeconds(60), counts);
        Hours hours = new Hours(Duration.ofMinutes(90), Duration.ofHours(4), Duration.ofMinutes(30));
        return new Track(List.of(known, new Track.Point(Site.NOW, null)), hours, hours);
    }

    @Override
    public Optional<Cost> cost(String service) {
        return Optional.of(new Cost(new BigDecimal("1.20"), "EUR")).filter(cost -> service.equals("worker-llm"));
    }

    @Override
    public Evidence evidence() {
        return new Evidence(
                Moment.steady(Site.NOW.minusSeconds(400)),
                null,
                Evidence.Source.unheard(Watchdog.none()),
                Duration.ofMinutes(5),
                null);
    }

    @Override
    public Collection<AlertState> alerts() {
        return alertStates.get();
    }
}

package dev.headroom.receiver.metrics;

import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.policy.Benefit;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.reconcile.ServiceStatus;
import dev.headroom.receiver.reconcile.Sleepers;
import dev.headroom.receiver.reconcile.Statuses;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Timepiece;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Gauges of what is true of every service, read when they are scraped. */
final class StatusMetrics {

    private final Statuses statuses;
    private final Timepiece clock;
    private final PrometheusRegistry registry;
    private volatile List<ServiceStatus> seen = List.of();

    private StatusMetrics(Statuses statuses, Timepiece clock, PrometheusRegistry registry) {
        this.statuses = statuses;
        this.clock = clock;
        this.registry = registry;
    }

    static StatusMetrics register(Statuses statuses, Timepiece clock, PrometheusRegistry registry) {
        StatusMetrics metrics = new StatusMetrics(statuses, clock, registry);
        metrics.registerAll();
        return metrics;
    }

    /** Reads what the gauges then show: once a scrape for all of them; nothing while the store cannot be read. */
    void look() {
        try {
            seen = statuses.all();
        } catch (StoreException e) {
            seen = List.of();
        }
    }

    private void registerAll() {
        gauge("headroom_replicas", "Replicas of a service, by state.", StatusMetrics::replicas, "service", "state");
        gauge(
                "headroom_wake_seconds",
                "How long a replica takes to wake, the middle one of the latest five.",
                StatusMetrics::wakes,
                "service");
        gauge(
                "headroom_wanted_info",
                "Why as many replicas are wanted as are.",
                this::reasons,
                "service",
                "reason",
                "source");
        gauge(
                "headroom_cooldown_remaining_seconds",
                "Seconds until a source may act again.",
                this::cooldowns,
                "service",
                "source");
        gauge(
                "headroom_gate_open",
                "1 while a gate lets the service grow, else 0.",
                StatusMetrics::gates,
                "service",
                "gate");
        gauge(
                "headroom_source_effective",
                "0 while the ups of a source are not believed to help, else 1.",
                this::effective,
                "service",
                "source");
        gauge("headroom_firing_alerts", "Alerts firing for a service.", StatusMetrics::firing, "service");
        gauge(
                "headroom_override_expires_timestamp_seconds",
                "When a person's override ends.",
                StatusMetrics::overrides,
                "service",
                "kind");
        single(
                "headroom_evidence_age_seconds",
                "Seconds since the last news from Alertmanager, or sign of life from Prometheus, whichever is longer.",
                callback -> callback.accept(
                        (double) statuses.evidence().age(clock.moment()).toSeconds()));
        blind();
        single(
                "headroom_leader",
                "1 while this receiver is the one that acts.",
                callback -> callback.accept(statuses.leads() ? 1.0 : 0.0));
    }

    private void blind() {
        GaugeWithCallback.builder()
                .name("headroom_blind")
                .help(
                        "1 while alerts change no count, for want of news from Alertmanager (courier) or Prometheus (source).")
                .labelNames("part")
                .callback(callback -> {
                    Evidence.Finding finding = statuses.evidence().look(clock.moment());
                    for (Evidence.Part part : Evidence.Part.values()) {
                        boolean blamed = finding.blind() && finding.part() == part;
                        callback.call(blamed ? 1.0 : 0.0, part.name().toLowerCase(Locale.ROOT));
                    }
                })
                .register(registry);
    }

    private static void wakes(ServiceStatus status, BiConsumer<Double, List<String>> value) {
        Sleepers sleepers = status.sleepers();
        if (sleepers != null && sleepers.wake() != null) {
            value.accept(
                    sleepers.wake().toMillis() / 1000.0,
                    List.of(status.service().name()));
        }
    }

    private static void replicas(ServiceStatus status, BiConsumer<Double, List<String>> value) {
        String service = status.service().name();
        if (status.desired() != null) {
            value.accept(status.desired().doubleValue(), List.of(service, "desired"));
        }
        if (status.ready() != null) {
            value.accept(status.ready().doubleValue(), List.of(service, "ready"));
        }
        value.accept((double) status.service().replicas().min(), List.of(service, "min"));
        value.accept((double) status.service().replicas().max(), List.of(service, "max"));
        value.accept((double) status.floor(), List.of(service, "floor"));
        if (status.wanted() != null) {
            value.accept(status.wanted().doubleValue(), List.of(service, "wanted"));
        }
        Sleepers sleepers = status.sleepers();
        if (sleepers != null) {
            value.accept((double) sleepers.asleep(), List.of(service, "asleep"));
            value.accept((double) sleepers.waking(), List.of(service, "waking"));
            value.accept((double) sleepers.untold().size(), List.of(service, "untold"));
        }
    }

    /** The latest judgement; who a person is, is nobody's label. */
    private void reasons(ServiceStatus status, BiConsumer<Double, List<String>> value) {
        String service = status.service().name();
        statuses.explanation(service)
                .ifPresent(
                        told -> value.accept(1.0, List.of(service, told.reason().word(), told.sourceWithoutPerson())));
    }

    private void cooldowns(ServiceStatus status, BiConsumer<Double, List<String>> value) {
        status.cooldowns()
                .forEach(cooldown -> value.accept(
                        (double) Duration.between(clock.instant(), cooldown.until())
                                .toSeconds(),
                        List.of(status.service().name(), cooldown.source())));
    }

    private static void gates(ServiceStatus status, BiConsumer<Double, List<String>> value) {
        if (status.service().gpu().check()) {
            value.accept(status.vramOpen() ? 1.0 : 0.0, List.of(status.service().name(), "vram"));
        }
    }

    /** Of the triggers and rows whose ups are judged. */
    private void effective(ServiceStatus status, BiConsumer<Double, List<String>> value) {
        ServicePolicy service = status.service();
        Stream<String> triggers = service.triggers().values().stream()
                .filter(trigger -> trigger.benefit() == Benefit.JUDGED)
                .map(Trigger::name)
                .sorted();
        Stream<String> rows = statuses.policy()
                .rows(service)
                .filter(row -> row.then().get(service.name()) instanceof Effect.ScaleUp)
                .map(MatrixRule::name);
        Stream.concat(triggers, rows)
                .forEach(source ->
                        value.accept(status.doubts().containsKey(source) ? 0.0 : 1.0, List.of(service.name(), source)));
    }

    private static void firing(ServiceStatus status, BiConsumer<Double, List<String>> value) {
        value.accept((double) status.firing().size(), List.of(status.service().name()));
    }

    private static void overrides(ServiceStatus status, BiConsumer<Double, List<String>> value) {
        ManualOverride override = status.override();
        if (override != null) {
            value.accept(
                    (double) override.expires().getEpochSecond(),
                    List.of(status.service().name(), override.kind().name().toLowerCase(Locale.ROOT)));
        }
    }

    private void gauge(String name, String help, Reading reading, String... labels) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(callback -> seen.forEach(status ->
                        reading.read(status, (value, values) -> callback.call(value, values.toArray(String[]::new)))))
                .register(registry);
    }

    private void single(String name, String help, Consumer<Consumer<Double>> reading) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> reading.accept(callback::call))
                .register(registry);
    }

    /** Gives the values that one service adds to a gauge. */
    @FunctionalInterface
    private interface Reading {
        void read(ServiceStatus status, BiConsumer<Double, List<String>> value);
    }
}

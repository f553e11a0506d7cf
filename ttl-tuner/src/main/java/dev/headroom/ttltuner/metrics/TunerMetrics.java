package dev.headroom.ttltuner.metrics;

import dev.headroom.ttltuner.status.ModeStatus;
import dev.headroom.ttltuner.status.TunerStatus;
import dev.headroom.ttltuner.tuning.ModePolicy.Fixed;
import dev.headroom.ttltuner.tuning.ModePolicy.Target;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalDouble;

/** Metrics with the prefix {@code headroom_ttl_}; the only labels are modes of the configuration and reasons. */
public final class TunerMetrics {
    /** Of Prometheus' text format. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Gauge ttl = gauge("headroom_ttl_seconds", "TTL in force.");
    private final Gauge hitRate = gauge("headroom_ttl_hit_rate_ratio", "Hit rate that was measured.");
    private final Gauge target = gauge("headroom_ttl_target_hit_rate_ratio", "Hit rate to keep.");
    private final Gauge predicted = gauge("headroom_ttl_predicted_hit_rate_ratio", "Hit rate that the curve predicts.");
    private final Gauge ceiling = gauge("headroom_ttl_ceiling_hit_rate_ratio", "Hit rate at the longest TTL allowed.");
    private final Gauge unreachable =
            gauge("headroom_ttl_unreachable", "1 where no TTL within bounds reaches the target.");
    private final Gauge decided = gauge(
            "headroom_ttl_last_decision_timestamp_seconds", "Last decision that was made on evidence, adjust or hold.");
    private final Gauge changed = gauge("headroom_ttl_last_change_timestamp_seconds", "Last change of the TTL.");
    private final Counter decisions = Counter.builder()
            .name("headroom_ttl_decisions_total")
            .help("Decisions.")
            .labelNames("mode", "outcome", "reason")
            .register(registry);
    private final Counter accesses = counter("headroom_ttl_accesses_total", "Lookups read from the access feed.");
    private final Counter gaps =
            counter("headroom_ttl_feed_gaps_total", "Times that lookups were trimmed before they could be read.");
    private final Gauge lastRun = whole(
            "headroom_ttl_last_run_timestamp_seconds",
            "Last run that judged a mode with a target, or had none to judge.");
    private final Gauge leader = whole("headroom_ttl_leader", "1 where this tuner holds the lease.");
    private final Gauge redisUp = whole("headroom_ttl_redis_up", "1 where Redis does what it is asked.");

    private Gauge gauge(String name, String help) {
        return Gauge.builder().name(name).help(help).labelNames("mode").register(registry);
    }

    private Gauge whole(String name, String help) {
        return Gauge.builder().name(name).help(help).register(registry);
    }

    private Counter counter(String name, String help) {
        return Counter.builder().name(name).help(help).labelNames("mode").register(registry);
    }

    /** Every mode was judged, or held for want of something. */
    public void decided(TunerStatus status) {
        shown(status);
        if (didItsWork(status)) {
            lastRun.set(latest(status));
        }
        status.modes().forEach(mode -> {
            String outcome = mode.decided().adjusted() ? "adjust" : "hold";
            decisions
                    .labelValues(name(mode), outcome, mode.decided().reason().label())
                    .inc();
            if (mode.decided().reason().isJudgement()) {
                decided.labelValues(name(mode)).set(mode.decided().at().toEpochMilli() / 1000.0);
            }
        });
    }

    private static boolean didItsWork(TunerStatus status) {
        List<ModeStatus> aimed = status.modes().stream()
                .filter(mode -> !(mode.policy().goal() instanceof Fixed))
                .toList();
        return aimed.isEmpty()
                || aimed.stream().anyMatch(mode -> mode.decided().reason().isJudgement());
    }

    private static double latest(TunerStatus status) {
        return status.modes().stream()
                .mapToDouble(mode -> mode.decided().at().toEpochMilli() / 1000.0)
                .max()
                .orElse(0);
    }

    /** Shows a status without counting a decision. */
    public void shown(TunerStatus status) {
        leader.set(status.leader() ? 1 : 0);
        redisUp.set(status.redis() == null ? 1 : 0);
        status.modes().forEach(this::show);
    }

    private void show(ModeStatus mode) {
        if (mode.seen().ttl().isPresent()) {
            ttl.labelValues(name(mode)).set(mode.seen().ttl().getAsInt());
        }
        set(hitRate, mode, mode.seen().hitRate());
        set(predicted, mode, mode.seen().predicted());
        set(ceiling, mode, mode.seen().ceiling());
        if (mode.policy().goal() instanceof Target wanted) {
            target.labelValues(name(mode)).set(wanted.hitRate());
            unreachable.labelValues(name(mode)).set(mode.unreachable() ? 1 : 0);
        }
        mode.change()
                .ifPresent(last -> changed.labelValues(name(mode)).set(last.at().toEpochMilli() / 1000.0));
    }

    private static void set(Gauge gauge, ModeStatus mode, OptionalDouble value) {
        if (value.isPresent()) {
            gauge.labelValues(name(mode)).set(value.getAsDouble());
        } else {
            gauge.remove(name(mode));
        }
    }

    private static String name(ModeStatus mode) {
        return mode.policy().mode();
    }

    public void read(String mode, long lookups) {
        accesses.labelValues(mode).inc(lookups);
    }

    public void gap(String mode) {
        gaps.labelValues(mode).inc();
    }

    /** Writes all in Prometheus' text format. */
    public void write(OutputStream out) throws IOException {
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
    }
}

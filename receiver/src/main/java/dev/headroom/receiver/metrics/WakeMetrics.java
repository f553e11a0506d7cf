package dev.headroom.receiver.metrics;

import dev.headroom.receiver.standby.WakeTimes;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/** Counts sleepers that were told to wake, by what came of it. */
final class WakeMetrics {

    private final Counter wakes;

    WakeMetrics(PrometheusRegistry registry) {
        wakes = Counter.builder()
                .name("headroom_wakes_total")
                .help("Sleeping replicas that were told to wake: woken, or restarted because they did not.")
                .labelNames("service", "outcome")
                .register(registry);
    }

    /** Counts, and tells others. */
    WakeTimes counting(WakeTimes others) {
        return new WakeTimes() {
            @Override
            public void woke(String service, int level, Duration took) {
                wakes.labelValues(service, "woken").inc();
                others.woke(service, level, took);
            }

            @Override
            public void restarted(String service) {
                wakes.labelValues(service, "restarted").inc();
                others.restarted(service);
            }
        };
    }
}

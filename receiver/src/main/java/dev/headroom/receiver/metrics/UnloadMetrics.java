package dev.headroom.receiver.metrics;

import dev.headroom.receiver.gpu.UnloadEvent;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts what happens to models on GPUs. */
final class UnloadMetrics {

    private final Counter events;

    UnloadMetrics(PrometheusRegistry registry) {
        events = Counter.builder()
                .name("headroom_model_unload_events_total")
                .help("What came of keeping GPU memory free: warning, unloaded, freed, nothing_freed, no_candidate,"
                        + " failed.")
                .labelNames("event")
                .register(registry);
    }

    void count(UnloadEvent event) {
        events.labelValues(event.kind().word()).inc();
    }
}

package dev.headroom.receiver.metrics;

import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.gpu.UnloadEvent;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.reconcile.Statuses;
import dev.headroom.receiver.standby.WakeTimes;
import dev.headroom.receiver.time.Timepiece;
import dev.headroom.receiver.webhook.WebhookListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmCompilationMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmNativeMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Every metric of one receiver, in a registry of its own. */
public final class Metrics {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Counter refused = Counter.builder()
            .name("headroom_refused_alerts_total")
            .help("Alerts that could not be taken, or that ask for scaling and are not used, by reason.")
            .labelNames("reason")
            .register(registry);
    private final OutcomeMetrics outcomes = new OutcomeMetrics(registry, refused);
    private final WebhookMetrics webhook = new WebhookMetrics(registry, refused);
    private final UnloadMetrics unloads = new UnloadMetrics(registry);
    private final WakeMetrics wakes = new WakeMetrics(registry);
    private volatile Runnable look = () -> {};

    public Metrics() {
        registerJava(registry);
    }

    /** All that the library has of Java, but for bytes allocated: to count those it is told of each collection, at a quarter of its cost. */
    private static void registerJava(PrometheusRegistry registry) {
        JvmThreadsMetrics.builder().register(registry);
        JvmBufferPoolMetrics.builder().register(registry);
        JvmClassLoadingMetrics.builder().register(registry);
        JvmCompilationMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        JvmMemoryMetrics.builder().register(registry);
        JvmNativeMemoryMetrics.builder().register(registry);
        JvmRuntimeInfoMetric.builder().register(registry);
        ProcessMetrics.builder().register(registry);
    }

    /** Adds the gauges that are read when they are scraped. */
    public void show(Statuses statuses, Timepiece clock) {
        look = StatusMetrics.register(statuses, clock, registry)::look;
    }

    /**
     * Adds whether the receiver can do its work.
     *
     * @param checks by name, whether each condition of readiness holds
     */
    public void show(Supplier<Map<String, Boolean>> checks) {
        GaugeWithCallback.builder()
                .name("headroom_ready")
                .help("1 while a condition of readiness holds, else 0.")
                .labelNames("check")
                .callback(callback -> checks.get().forEach((check, ok) -> callback.call(ok ? 1.0 : 0.0, check)))
                .register(registry);
    }

    /**
     * Adds whether the configuration was read again, by the names that Prometheus and Alertmanager have for that.
     *
     * @param successful whether the latest time was a success
     * @param succeeded when the latest success was
     */
    public void show(BooleanSupplier successful, Supplier<Instant> succeeded) {
        GaugeWithCallback.builder()
                .name("headroom_config_last_reload_successful")
                .help("1 while the policy in force is the one that was read last, else 0.")
                .callback(callback -> callback.call(successful.getAsBoolean() ? 1.0 : 0.0))
                .register(registry);
        GaugeWithCallback.builder()
                .name("headroom_config_last_reload_success_timestamp_seconds")
                .help("When the policy was last read and taken.")
                .callback(callback -> callback.call(succeeded.get().toEpochMilli() / 1000.0))
                .register(registry);
    }

    /**
     * Adds what is known of GPU memory.
     *
     * @param export whether the GPUs themselves are exported; not where they are read out of the same metrics
     */
    public void show(Supplier<GpuView> gpus, boolean export, InstantSource clock) {
        GpuMetrics.register(gpus, export, clock, registry);
    }

    /** Counts what happens to models on GPUs. */
    public Consumer<UnloadEvent> unloads() {
        return unloads::count;
    }

    /** Counts sleepers that are told to wake, and tells others of them. */
    public WakeTimes wakes(WakeTimes others) {
        return wakes.counting(others);
    }

    public Outcomes outcomes() {
        return outcomes;
    }

    public WebhookListener webhook() {
        return webhook;
    }

    public String contentType() {
        return writer.getContentType();
    }

    /** All metrics in Prometheus' text format. */
    public byte[] scrape() {
        look.run();
        ByteArrayOutputStream body = new ByteArrayOutputStream(16 * 1024);
        try {
            writer.write(body, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return body.toByteArray();
    }
}

package dev.headroom.receiver.metrics;

import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.reconcile.Statuses;
import dev.headroom.receiver.webhook.WebhookListener;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;

/** Every metric of one receiver, in a registry of its own. */
public final class Metrics {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final OutcomeMetrics outcomes = new OutcomeMetrics(registry);
    private final WebhookMetrics webhook = new WebhookMetrics(registry);
    private volatile Runnable look = () -> {};

    public Metrics() {
        JvmMetrics.builder().register(registry);
    }

    /** Adds the gauges that are read when they are scraped. */
    public void show(Statuses statuses, InstantSource clock) {
        look = StatusMetrics.register(statuses, clock, registry)::look;
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

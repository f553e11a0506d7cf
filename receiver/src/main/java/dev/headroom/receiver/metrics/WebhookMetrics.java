package dev.headroom.receiver.metrics;

import dev.headroom.receiver.alert.Refusal;
import dev.headroom.receiver.webhook.WebhookListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.IntConsumer;

/** Counts and times the webhook's requests. */
final class WebhookMetrics implements WebhookListener {

    private final Counter requests;
    private final Histogram seconds;
    private final Counter refused;
    private final Counter truncated;
    private final Counter tooLarge;

    /** @param refused alerts, by reason */
    WebhookMetrics(PrometheusRegistry registry, Counter refused) {
        this.refused = refused;
        requests = Counter.builder()
                .name("headroom_webhook_requests_total")
                .help("Requests to /webhook, by status code.")
                .labelNames("code")
                .register(registry);
        seconds = Histogram.builder()
                .name("headroom_webhook_seconds")
                .help("From the beginning of a request to /webhook to its answer, in seconds.")
                .classicUpperBounds(.001, .0025, .005, .01, .025, .05, .1, .25, 1, 5)
                .classicOnly()
                .register(registry);
        truncated = Counter.builder()
                .name("headroom_truncated_alerts_total")
                .help("Alerts that Alertmanager left out of notifications; max_alerts must be 0.")
                .register(registry);
        tooLarge = Counter.builder()
                .name("headroom_too_large_notifications_total")
                .help("Notifications over 4 MiB, of which nothing was taken; group_by divides them.")
                .register(registry);
    }

    @Override
    public IntConsumer begins() {
        long start = System.nanoTime();
        return code -> {
            requests.labelValues(Integer.toString(code)).inc();
            seconds.observe((System.nanoTime() - start) / 1e9);
        };
    }

    @Override
    public void refused(Refusal why) {
        refused.labelValues(why.word()).inc();
    }

    @Override
    public void tooLarge() {
        tooLarge.inc();
    }

    @Override
    public void truncated(long alerts) {
        truncated.inc(alerts);
    }
}

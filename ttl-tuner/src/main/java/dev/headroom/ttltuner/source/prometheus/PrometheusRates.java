package dev.headroom.ttltuner.source.prometheus;

import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.prometheus.Prometheus;
import dev.headroom.ttltuner.source.HitRates;
import dev.headroom.ttltuner.tuning.Reading;
import dev.headroom.ttltuner.tuning.Reading.Missing;
import dev.headroom.ttltuner.tuning.Reading.Window;
import dev.headroom.ttltuner.tuning.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Reads the recording rules {@code mode:cache_hit:ratio_rate10m} and {@code mode:cache_lookups:rate10m} of
 * {@code alert-rules/}: windows of ten minutes, summed over replicas, with counter resets seen to.
 */
public final class PrometheusRates implements HitRates {
    static final String RATIO = "mode:cache_hit:ratio_rate10m";
    static final String LOOKUPS = "mode:cache_lookups:rate10m";
    static final String AGE = "time() - timestamp(" + LOOKUPS + ")";
    static final String EXPIRED = "sum by (mode) (rate(cache_ttl_expired_total{service=\"app\"}[10m]))";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final Prometheus prometheus;
    private final Duration mostAge;

    /** Readings older than {@code mostAge} are refused as stale. */
    public PrometheusRates(Endpoint server, Duration mostAge) {
        this.prometheus = new Prometheus(server);
        this.mostAge = mostAge;
    }

    private record Answers(
            Map<String, Double> ratio,
            Map<String, Double> lookups,
            Map<String, Double> age,
            Map<String, Double> expired) {}

    @Override
    public Map<String, Reading> read(Map<String, Instant> settled, Instant now) {
        Map<String, Reading> readings = new HashMap<>();
        try {
            Answers answers = new Answers(byMode(RATIO), byMode(LOOKUPS), byMode(AGE), byMode(EXPIRED));
            settled.keySet().forEach(mode -> readings.put(mode, reading(mode, answers, now)));
        } catch (IOException e) {
            Reading failed = new Missing(Reason.SOURCE_FAILED, String.valueOf(e.getMessage()));
            settled.keySet().forEach(mode -> readings.put(mode, failed));
        }
        return readings;
    }

    private Map<String, Double> byMode(String expression) throws IOException {
        Map<String, Double> values = new HashMap<>();
        prometheus.query(expression, PATIENCE).forEach(sample -> values.put(sample.label("mode"), sample.value()));
        return values;
    }

    private Reading reading(String mode, Answers answers, Instant now) {
        Double lookups = answers.lookups().get(mode);
        if (lookups == null) {
            return new Missing(Reason.NO_DATA, LOOKUPS + " has no mode " + mode);
        }
        double age = answers.age().getOrDefault(mode, Double.NaN);
        if (!(age <= mostAge.toSeconds())) {
            return new Missing(Reason.STALE, Math.round(age) + " s old");
        }
        double ratio = lookups == 0 ? 0 : answers.ratio().getOrDefault(mode, Double.NaN);
        if (!(ratio >= 0 && ratio <= 1 && lookups >= 0 && Double.isFinite(lookups))) {
            return new Missing(Reason.NOT_A_NUMBER, "ratio " + ratio + ", lookups " + lookups);
        }
        return window(
                now.minusMillis(Math.round(age * 1000)),
                ratio,
                lookups,
                answers.expired().get(mode));
    }

    private static Window window(Instant end, double ratio, double perSecond, @Nullable Double expired) {
        double lookups = perSecond * WINDOW.toSeconds();
        return new Window(
                end.minus(WINDOW),
                WINDOW,
                ratio * lookups,
                (1 - ratio) * lookups,
                expired == null || !Double.isFinite(expired)
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(expired * WINDOW.toSeconds()));
    }
}

package dev.headroom.receiver.gpu.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuProbe;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.wire.HttpCalls;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * GPUs of another host, as an exporter there tells Prometheus. A reading is as old as its oldest sample: Prometheus
 * gives the last one for five minutes after the exporter has fallen silent.
 */
public final class PrometheusProbe implements GpuProbe {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1 << 20;

    private final URI prometheus;
    private final Names names;
    private final String selector;
    private final HttpCalls http = new HttpCalls(MOST_BYTES);

    /**
     * A probe.
     *
     * @param prometheus base URL
     * @param selector matchers that leave one host's GPUs, such as {@code instance="gpu-1:9400"}; may be empty
     */
    public PrometheusProbe(URI prometheus, Names names, String selector) {
        this.prometheus = prometheus;
        this.names = names;
        this.selector = selector;
    }

    @Override
    public GpuSnapshot read() throws GpuException {
        String matchers = selector.isEmpty() ? "" : "," + selector;
        Map<String, Series> found = new TreeMap<>();
        for (JsonNode sample : ask("{__name__=~\"" + names.all() + "\"" + matchers + "}")) {
            Series series = found.computeIfAbsent(Series.key(sample.path("metric")), Series::new);
            series.take(sample.path("metric"), value(sample));
        }
        Instant oldest = oldest("timestamp(" + names.free() + "{" + selector + "})");
        return snapshot(oldest, List.copyOf(found.values()));
    }

    private GpuSnapshot snapshot(Instant at, List<Series> found) throws GpuException {
        List<Gpu> gpus = new ArrayList<>();
        List<GpuSnapshot.Fault> faults = new ArrayList<>();
        for (Series series : found) {
            series.gpu(names)
                    .ifPresentOrElse(
                            gpus::add, () -> faults.add(new GpuSnapshot.Fault(series.index(), series.lacks(names))));
        }
        gpus.sort(Comparator.comparingInt(Gpu::index));
        refuseSeveralHosts(gpus);
        return new GpuSnapshot(at, gpus, faults);
    }

    /** Placement tables go by index, which two hosts have both. */
    private static void refuseSeveralHosts(List<Gpu> gpus) throws GpuException {
        for (int i = 1; i < gpus.size(); i++) {
            if (gpus.get(i).index() == gpus.get(i - 1).index()) {
                throw new GpuException("Prometheus tells of two GPUs with the index "
                        + gpus.get(i).index() + " (" + gpus.get(i - 1).uuid() + ", "
                        + gpus.get(i).uuid() + "); leave one host by gpu.selector, like instance=\"gpu-1:9400\"");
            }
        }
    }

    private Instant oldest(String expression) throws GpuException {
        double oldest = Double.MAX_VALUE;
        for (JsonNode sample : ask(expression)) {
            oldest = Math.min(oldest, value(sample));
        }
        if (oldest == Double.MAX_VALUE) {
            throw new GpuException("Prometheus at " + prometheus + " knows no GPU: " + expression
                    + " is empty; check that the GPU exporter is scraped, gpu.metrics and gpu.selector");
        }
        return Instant.ofEpochMilli((long) (oldest * 1000));
    }

    private JsonNode ask(String expression) throws GpuException {
        try {
            return http.json(HttpCalls.query(prometheus, expression), LIMIT)
                    .path("data")
                    .path("result");
        } catch (IOException e) {
            throw new GpuException(String.valueOf(e.getMessage()), e);
        }
    }

    private static double value(JsonNode sample) throws GpuException {
        String text = sample.path("value").path(1).asText();
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new GpuException("Prometheus gave \"" + text + "\" for a number", e);
        }
    }

    @Override
    public void close() {}
}

package dev.headroom.receiver.gpu.prometheus;

import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.clients.prometheus.Prometheus;
import dev.headroom.clients.prometheus.Sample;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuProbe;
import dev.headroom.receiver.gpu.GpuSnapshot;
import java.io.IOException;
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

    private final Endpoint where;
    private final Prometheus prometheus;
    private final Names names;
    private final String selector;

    /**
     * A probe.
     *
     * @param selector matchers that leave one host's GPUs, such as {@code instance="gpu-1:9400"}; may be empty
     */
    public PrometheusProbe(Endpoint where, Names names, String selector) {
        this.where = where;
        this.prometheus = new Prometheus(where);
        this.names = names;
        this.selector = selector;
    }

    @Override
    public GpuSnapshot read() throws GpuException {
        String matchers = selector.isEmpty() ? "" : "," + selector;
        Map<String, Series> found = new TreeMap<>();
        for (Sample sample : ask("{__name__=~\"" + names.all() + "\"" + matchers + "}")) {
            found.computeIfAbsent(Series.key(sample), Series::new).take(sample);
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
        double oldest = ask(expression).stream()
                .mapToDouble(Sample::value)
                .min()
                .orElseThrow(() ->
                        new GpuException("Prometheus at " + HttpCalls.bare(where.url()) + " knows no GPU: " + expression
                                + " is empty; check that the GPU exporter is scraped, gpu.metrics and gpu.selector"));
        return Instant.ofEpochMilli((long) (oldest * 1000));
    }

    private List<Sample> ask(String expression) throws GpuException {
        try {
            return prometheus.query(expression, LIMIT);
        } catch (IOException e) {
            throw new GpuException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {}
}

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
import java.util.Set;
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
        Map<Series.Key, Series> found = new TreeMap<>();
        for (Sample sample : ask("{__name__=~\"" + names.all() + "\"" + matchers + "}")) {
            found.computeIfAbsent(Series.Key.of(sample), key -> new Series(key, names))
                    .take(sample);
        }
        found.keySet().removeIf(key -> key.isWhole() && isCut(key.card(), found.keySet()));
        Instant oldest = oldest("timestamp(" + names.free() + "{" + selector + "})");
        return snapshot(oldest, List.copyOf(found.values()));
    }

    /** A card that is cut into instances has memory that nobody may use as a whole. */
    private static boolean isCut(String card, Set<Series.Key> all) {
        return all.stream().anyMatch(key -> key.card().equals(card) && !key.isWhole());
    }

    private static GpuSnapshot snapshot(Instant at, List<Series> found) throws GpuException {
        refuseWithoutNumber(found);
        refuseSeveralNumbers(found);
        refuseSeveralHosts(found);
        List<Gpu> gpus = new ArrayList<>();
        List<GpuSnapshot.Fault> faults = new ArrayList<>();
        for (Series series : found) {
            int index = series.indices().first();
            series.gpu(index)
                    .ifPresentOrElse(gpus::add, () -> faults.add(new GpuSnapshot.Fault(index, series.lacks())));
        }
        gpus.sort(Comparator.comparingInt(Gpu::index).thenComparing(Gpu::uuid));
        return GpuSnapshot.of(at, gpus, faults);
    }

    /** Placement tables go by index. */
    private static void refuseWithoutNumber(List<Series> found) throws GpuException {
        List<String> nameless = found.stream()
                .filter(series -> series.indices().isEmpty())
                .map(series -> series.key().uuid())
                .toList();
        if (!nameless.isEmpty()) {
            throw new GpuException(
                    "Prometheus tells no number of the GPUs " + String.join(", ", nameless)
                            + ": their series need a label gpu such as \"0\"; keep the exporter's, or set it by metric_relabel_configs");
        }
    }

    /** Of two exporters one may be in a container, which counts from 0. */
    private static void refuseSeveralNumbers(List<Series> found) throws GpuException {
        for (Series series : found) {
            if (series.indices().size() > 1) {
                throw new GpuException(
                        "Prometheus tells several numbers of " + series.key().uuid() + ", " + series.indices()
                                + "; leave one exporter by gpu.selector, like job=\"dcgm\"");
            }
        }
    }

    /** Two hosts have the same indices. */
    private static void refuseSeveralHosts(List<Series> found) throws GpuException {
        Map<Integer, Series> cards = new TreeMap<>();
        for (Series series : found) {
            Series other = cards.putIfAbsent(series.indices().first(), series);
            if (other != null && isOfAnotherHost(series, other)) {
                throw new GpuException("Prometheus tells of two GPUs with the index "
                        + series.indices().first() + " ("
                        + other.key().card() + ", " + series.key().card()
                        + "); leave one host by gpu.selector, like instance=\"gpu-1:9400\"");
            }
        }
    }

    /** Of one index: where NVML's name of an instance does not tell its card, its exporter does. */
    private static boolean isOfAnotherHost(Series series, Series other) {
        boolean known = series.key().tellsItsCard() && other.key().tellsItsCard();
        return known ? !series.key().card().equals(other.key().card()) : series.isFromElsewhere(other);
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

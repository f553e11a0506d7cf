package dev.headroom.receiver.metrics;

import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.GpuView;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs as they were read last, a series for each service that has them; none where the reading is too old or failed,
 * so that an alert rule never sees what is no longer true.
 */
final class GpuMetrics {

    /** From which on a model is taken to be loaded; what drivers keep for themselves is less. */
    private static final long IN_USE = 1L << 30;

    /** As the adapters of other exporters write it: a series without the label would be of another environment. */
    private static final String NO_SERVICE = "none";

    private final Supplier<GpuView> gpus;
    private final InstantSource clock;
    private final PrometheusRegistry registry;

    private GpuMetrics(Supplier<GpuView> gpus, InstantSource clock, PrometheusRegistry registry) {
        this.gpus = gpus;
        this.clock = clock;
        this.registry = registry;
    }

    static void register(Supplier<GpuView> gpus, boolean export, InstantSource clock, PrometheusRegistry registry) {
        GpuMetrics metrics = new GpuMetrics(gpus, clock, registry);
        metrics.own();
        if (export) {
            metrics.exported();
        }
    }

    private void exported() {
        gpu("nvidia_gpu_memory_free_bytes", "Free memory of a GPU.", gpu ->
                (double) gpu.memory().free());
        gpu("nvidia_gpu_memory_total_bytes", "Memory of a GPU.", gpu ->
                (double) gpu.memory().total());
        gpu("nvidia_gpu_memory_used_bytes", "Memory of a GPU in use, by the driver too.", gpu ->
                (double) gpu.memory().used());
        gpu("nvidia_gpu_utilization_ratio", "How busy a GPU is, 0 to 1.", Gpu::utilization);
    }

    private void own() {
        GaugeWithCallback.builder()
                .name("headroom_gpu_reading_age_seconds")
                .help("Seconds since the GPUs were read last; none before the first reading.")
                .callback(callback -> {
                    GpuSnapshot snapshot = gpus.get().reading().snapshot();
                    if (snapshot != null) {
                        callback.call(
                                Duration.between(snapshot.at(), clock.instant()).toMillis() / 1000.0);
                    }
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("headroom_gpu_memory_warning")
                .help("1 while less than 25 % of a GPU's memory is free, else 0.")
                .labelNames("gpu", "gpu_uuid")
                .callback(callback -> fresh(gpus.get())
                        .forEach(gpu -> callback.call(gpu.warns() ? 1 : 0, String.valueOf(gpu.index()), gpu.uuid())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("headroom_vram_footprint_bytes")
                .help("The most GPU memory that a replica of a service was measured to use.")
                .labelNames("service")
                .callback(callback -> gpus.get()
                        .footprints()
                        .forEach((service, footprint) -> callback.call((double) footprint.largest(), service)))
                .register(registry);
    }

    private void gpu(String name, String help, Function<Gpu, @Nullable Double> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("gpu", "gpu_uuid", "service")
                .callback(callback -> {
                    GpuView view = gpus.get();
                    List<Gpu> fresh = fresh(view);
                    Set<String> working = working(view, fresh);
                    for (Gpu gpu : fresh) {
                        Double read = value.apply(gpu);
                        if (read != null) {
                            services(view, gpu, working)
                                    .forEach(service ->
                                            callback.call(read, String.valueOf(gpu.index()), gpu.uuid(), service));
                        }
                    }
                })
                .register(registry);
    }

    private List<Gpu> fresh(GpuView view) {
        GpuSnapshot snapshot = view.reading().snapshot();
        boolean doubtful = view.reading().doubt(clock.instant(), view.maxAge()).isPresent();
        return snapshot == null || doubtful ? List.of() : snapshot.gpus();
    }

    /** The services of whose GPUs one or more are in use. */
    private static Set<String> working(GpuView view, List<Gpu> gpus) {
        return gpus.stream()
                .filter(GpuMetrics::inUse)
                .flatMap(gpu -> view.servicesOn(gpu.index()).stream())
                .collect(Collectors.toSet());
    }

    /**
     * The policy says where a service may be, not where it is: it has those of these GPUs that are in use, and all of them
     * while none is. A GPU that no service has is told too.
     */
    private static List<String> services(GpuView view, Gpu gpu, Set<String> working) {
        List<String> having = view.servicesOn(gpu.index()).stream()
                .filter(service -> inUse(gpu) || !working.contains(service))
                .toList();
        return having.isEmpty() ? List.of(NO_SERVICE) : having;
    }

    private static boolean inUse(Gpu gpu) {
        return gpu.memory().used() >= IN_USE;
    }
}

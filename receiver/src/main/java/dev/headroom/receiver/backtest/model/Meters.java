package dev.headroom.receiver.backtest.model;

import dev.headroom.receiver.backtest.signal.Source;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus would know of the model: gauges under the names of docs/metrics.md, and the signals that are made of
 * counters and histograms under the names of their recording rules, with the window that the name ends with.
 */
public final class Meters implements Source {

    private static final Pattern WINDOWED = Pattern.compile(
            "service:(?:(http_request_duration_seconds|llm_task_duration_seconds|rl_episode_duration_seconds)"
                    + ":(p[0-9]{2}|mean)_?|(?:http_errors|llm_task_failures):(ratio)_rate|cpu_usage:(ratio)_rate"
                    + "|(?:http_requests|llm_tasks):(increase))([0-9]+[smhd])");
    private static final Map<String, ToDoubleFunction<Meters>> GAUGES = Map.of(
            "http_request_queue_length", meters -> meters.model.waiting(),
            "llm_queue_length", meters -> meters.model.waiting(),
            "rl_training_queue_length", meters -> meters.model.waiting(),
            "up", meters -> 1,
            "headroom_leader", meters -> 1,
            "service_container:cpu_usage:irate", meters -> Double.NaN, // no containers are told apart
            "llm_tasks_running", meters -> meters.model.running(),
            "llm_task_slots", meters -> meters.work.slots(),
            "nvidia_gpu_utilization_ratio", Meters::gpu);

    /** Told of replicas that batch alone: as of servers that each reserved a GPU's memory when they started. */
    private static final Map<String, ToDoubleFunction<QueueModel>> CACHES = Map.of(
            "instance:llm_cache_usage:max", QueueModel::fullestCache,
            "service:llm_caches:count", QueueModel::ready);

    private final QueueModel model;
    private final Requests requests;
    private final Work work;
    private final GpuBusy gpuBusy;
    private final Map<String, Double> fixed;
    private final Function<String, Optional<Duration>> durations;
    private final Numbers utilisation = new Numbers();
    private final double interval;
    private boolean gpuRead;

    /**
     * What a source is made of.
     *
     * @param work how a replica works on requests
     * @param gpuBusy when a GPU counts as busy
     * @param fixed signals that the model knows nothing of, with the value that they always have
     * @param interval seconds between two samples
     */
    public record Settings(
            Work work,
            GpuBusy gpuBusy,
            Map<String, Double> fixed,
            double interval,
            Function<String, Optional<Duration>> durations) {}

    /** What of a GPU's time counts as busy. */
    public enum GpuBusy {
        /** As NVML and DCGM define it: all of it in which any request is worked on. */
        ANY,
        /** As much as the share of its slots that are taken. */
        SLOTS
    }

    public Meters(QueueModel model, Requests requests, Settings settings) {
        this.model = model;
        this.requests = requests;
        this.work = settings.work();
        this.gpuBusy = settings.gpuBusy();
        this.fixed = settings.fixed();
        this.interval = settings.interval();
        this.durations = settings.durations();
    }

    /** Takes note of how busy the replicas are; at every sample. */
    public void sample() {
        utilisation.add(slots());
    }

    /** Busy slots of the ready replicas, 0 to 1; NaN where none is ready. */
    private double slots() {
        int[] busy = model.busy();
        return (double) Arrays.stream(busy).sum() / (busy.length * work.slots());
    }

    /** How busy the GPUs of the ready replicas are, 0 to 1; NaN where none is ready. */
    private double gpu() {
        int[] busy = model.busy();
        gpuRead = true;
        return gpuBusy == GpuBusy.SLOTS
                ? slots()
                : (double) Arrays.stream(busy).filter(requests -> requests > 0).count() / busy.length;
    }

    /** How busy the slots of the ready replicas were on average in the last seconds, 0 to 1; NaN where none was ready. */
    public double utilisation(double seconds) {
        int samples = Math.max(1, (int) (seconds / interval));
        double sum = 0;
        int count = 0;
        for (double value : utilisation.between(Math.max(0, utilisation.size() - samples), utilisation.size())) {
            sum += Double.isNaN(value) ? 0 : value;
            count += Double.isNaN(value) ? 0 : 1;
        }
        return sum / count;
    }

    /** Seconds to the first token that 90 of 100 got it within in the last {@code window} seconds; NaN where none came. */
    public double p90Ttft(double window) {
        return requests.p90Ttft(model.now(), window);
    }

    /** Seconds from one token to the next that 90 of 100 needed at most which were done in the last {@code window}; NaN of none. */
    public double p90Tpot(double window) {
        return requests.p90Tpot(model.now(), window);
    }

    /** What whoever read how busy the GPUs are should know. */
    public List<String> notes() {
        return !gpuRead
                ? List.of()
                : List.of(
                        gpuBusy == GpuBusy.ANY
                                ? "GPU utilisation is the share of time in which a GPU works on any request, as NVML and DCGM tell it "
                                        + "(--gpu-busy slots: the share of its slots)"
                                : "GPU utilisation is the share of a GPU's slots, which NVML and DCGM do not tell (--gpu-busy any)");
    }

    @Override
    public boolean knows(String name) {
        return fixed.containsKey(name)
                || GAUGES.containsKey(name)
                || (work instanceof Work.Batching && CACHES.containsKey(name))
                || name.equals("headroom_replicas")
                || WINDOWED.matcher(name).matches();
    }

    @Override
    public double value(String name, Map<String, String> labels) {
        Double constant = fixed.get(name);
        if (constant != null) {
            return constant;
        }
        ToDoubleFunction<Meters> gauge = GAUGES.get(name);
        if (gauge != null) {
            return gauge.applyAsDouble(this);
        }
        ToDoubleFunction<QueueModel> cache = CACHES.get(name);
        if (cache != null) {
            return cache.applyAsDouble(model);
        }
        Matcher windowed = WINDOWED.matcher(name);
        if (windowed.matches()) {
            return overTime(windowed);
        }
        return replicas(labels.getOrDefault("state", ""));
    }

    private double replicas(String state) {
        return switch (state) {
            case "ready" -> model.ready();
            case "desired" -> model.count();
            default -> Double.NaN;
        };
    }

    private double overTime(Matcher name) {
        double seconds = durations.apply(name.group(6)).map(Duration::toSeconds).orElse(0L);
        if (name.group(4) != null) {
            return utilisation(seconds);
        }
        if (name.group(3) != null) {
            return requests.failureRatio(model.now(), seconds);
        }
        if (name.group(5) != null) {
            return requests.ended(model.now(), seconds);
        }
        String kind = name.group(2);
        return kind.equals("mean")
                ? requests.meanDuration(model.now(), seconds)
                : requests.duration(Integer.parseInt(kind.substring(1)) / 100.0, model.now(), seconds);
    }
}

package dev.headroom.receiver.grafana;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What every exporter tells in an hour in which everything happens: all services scale both ways, an alert fires for
 * each of them, gates close, notifications fail.
 */
final class Synthetic {
    private static final int STEP = 15;
    private static final int LENGTH = 3600;
    private static final double GIB = 1L << 30;

    /** By metric, so that each metric's series follow one another; by series, its value at a second of the hour. */
    private final Map<String, Map<String, DoubleUnaryOperator>> metrics = new TreeMap<>();

    private final long end;

    private Synthetic(long end) {
        this.end = end;
    }

    /**
     * Writes the hour as OpenMetrics.
     *
     * @param end its last second, Unix time
     */
    static void write(Path file, long end) throws IOException {
        Synthetic hour = new Synthetic(end);
        hour.app();
        hour.workers();
        hour.containers();
        hour.gpus();
        hour.cache();
        hour.headroom();
        hour.pipeline();
        Files.writeString(file, hour.text());
    }

    private void app() {
        rises("http_requests_total", "service=\"app\",code=\"200\"", 20);
        rises("http_requests_total", "service=\"app\",code=\"500\"", 0.4);
        histogram("http_request_duration_seconds", "service=\"app\"", 20, 0.1, 0.25, 0.5, 1, 2, 4);
        is("http_request_queue_length", "service=\"app\",instance=\"a\"", 70);
        is("http_request_queue_length", "service=\"app\",instance=\"b\"", 60);
    }

    private void workers() {
        is("llm_queue_length", "service=\"worker-llm\"", 60);
        histogram("llm_task_duration_seconds", "service=\"worker-llm\"", 2, 1, 2, 4, 8);
        rises("llm_tasks_total", "service=\"worker-llm\",status=\"success\"", 2);
        rises("llm_tasks_total", "service=\"worker-llm\",status=\"failure\"", 0.05);
        is("rl_training_queue_length", "service=\"worker-rl\"", 25);
        histogram("rl_episode_duration_seconds", "service=\"worker-rl\"", 0.01, 60, 120, 300);
        is("rl_episode_start_timestamp_seconds", "service=\"worker-rl\"", end - 100);
        rises("rl_checkpoints_total", "service=\"worker-rl\"", 6.0 / 3600);
        is("process_start_time_seconds", "service=\"worker-rl\"", end - 9000);
    }

    private void containers() {
        for (String service : List.of("app", "worker-llm", "worker-rl")) {
            for (int number = 1; number <= 2; number++) {
                String labels = "service=\"%s\",name=\"shop_%s_%d\"".formatted(service, service, number);
                rises("container_cpu_usage_seconds_total", labels, 0.9);
                is("container_spec_cpu_quota", labels, 200_000);
                is("container_spec_cpu_period", labels, 100_000);
                waves("container_memory_working_set_bytes", labels, GIB, GIB / 4);
                is("container_spec_memory_limit_bytes", labels, 2 * GIB);
            }
        }
        is("machine_cpu_cores", "", 8);
        is("machine_memory_bytes", "", 64 * GIB);
    }

    private void gpus() {
        gpu("worker-llm", 0, 24);
        gpu("worker-rl", 1, 10);
    }

    private void gpu(String service, int gpu, double used) {
        String labels = "service=\"%s\",gpu=\"%d\",gpu_uuid=\"GPU-%d\"".formatted(service, gpu, gpu);
        is("nvidia_gpu_memory_total_bytes", labels, 40 * GIB);
        waves("nvidia_gpu_memory_free_bytes", labels, (40 - used) * GIB, GIB);
        waves("nvidia_gpu_utilization_ratio", labels, 0.6, 0.2);
    }

    private void cache() {
        for (String mode : List.of("fast", "balanced", "creative")) {
            String labels = "service=\"app\",mode=\"" + mode + "\"";
            rises("cache_hits_total", labels, 6);
            rises("cache_misses_total", labels, 4);
            rises("cache_ttl_expired_total", labels, 1);
            waves("cache_hit_rate", labels, 0.6, 0.05);
            waves("headroom_ttl_seconds", labels, 400, 50);
            waves("headroom_ttl_hit_rate_ratio", labels, 0.6, 0.05);
            is("headroom_ttl_target_hit_rate_ratio", labels, 0.6);
            waves("headroom_ttl_predicted_hit_rate_ratio", labels, 0.62, 0.02);
            is("headroom_ttl_ceiling_hit_rate_ratio", labels, 0.7);
            is("headroom_ttl_unreachable", labels, 0);
            rises("headroom_ttl_decisions_total", labels + ",outcome=\"hold\",reason=\"target_met\"", 1.0 / 300);
        }
        is("headroom_ttl_last_run_timestamp_seconds", "job=\"ttl-tuner\"", end - 30);
        is("headroom_ttl_leader", "", 1);
        is("headroom_ttl_redis_up", "", 1);
    }

    private void headroom() {
        service("app", 2, 10, 4);
        service("worker-llm", 2, 8, 3);
        service("worker-rl", 1, 4, 2);
        standby("job=\"headroom\",service=\"worker-llm\"");
        is("headroom_gate_open", "job=\"headroom\",service=\"worker-llm\",gate=\"vram\"", 1);
        is("headroom_source_effective", "job=\"headroom\",service=\"worker-llm\",source=\"latency_p95\"", 1);
        is("headroom_evidence_age_seconds", "", 12);
        is("headroom_leader", "job=\"headroom\"", 1);
        is("headroom_ready", "job=\"headroom\",check=\"store\"", 1);
        is("headroom_ready", "job=\"headroom\",check=\"target\"", 0);
        is("headroom_gpu_reading_age_seconds", "", 5);
        is("headroom_gpu_memory_warning", "gpu=\"0\",gpu_uuid=\"GPU-0\"", 1);
        is("headroom_vram_footprint_bytes", "service=\"worker-llm\"", 24 * GIB);
        rises("headroom_model_unload_events_total", "event=\"unloaded\"", 0.001);
        histogram("headroom_alert_to_action_seconds", "", 0.05, 0.01, 0.1, 1, 60);
    }

    private void standby(String labels) {
        for (String state : List.of("asleep", "waking", "untold")) {
            is("headroom_replicas", labels + ",state=\"" + state + "\"", state.equals("asleep") ? 1 : 0);
        }
        is("headroom_wake_seconds", labels, 4.2);
        is("headroom_wakes_total", labels + ",outcome=\"restarted\"", 1);
    }

    private void service(String service, int min, int max, double wanted) {
        String labels = "job=\"headroom\",service=\"" + service + "\",";
        is("headroom_replicas", labels + "state=\"min\"", min);
        is("headroom_replicas", labels + "state=\"floor\"", min);
        is("headroom_replicas", labels + "state=\"max\"", max);
        put("headroom_replicas", labels + "state=\"desired\"", t -> wanted + (t / 300 % 2 < 1 ? 0 : 1));
        put("headroom_replicas", labels + "state=\"ready\"", t -> wanted + ((t - 60) / 300 % 2 < 1 ? 0 : 1));
        is(
                "service:load:replicas",
                "service=\"" + service + "\"",
                wanted / 3); // that of an hour, which a guard asks for
        is("headroom_firing_alerts", "service=\"" + service + "\"", 1);
        is("headroom_cooldown_remaining_seconds", labels + "source=\"cpu\"", 120);
        is("headroom_override_expires_timestamp_seconds", labels + "kind=\"pin\"", end + 3600);
        rises("headroom_decisions_total", labels + "outcome=\"hold\",reason=\"cooldown\"", 0.2);
        rises("headroom_decisions_total", labels + "outcome=\"scale\",reason=\"trigger\"", 0.01);
        rises("headroom_scaling_actions_total", labels + "direction=\"up\",outcome=\"done\"", 0.01);
        rises("headroom_scaling_actions_total", labels + "direction=\"up\",outcome=\"failed\"", 0.001);
        histogram("headroom_scaling_step_seconds", labels + "step=\"warming\"", 0.01, 30, 60, 180);
    }

    private void pipeline() {
        is("up", "job=\"headroom\"", 1);
        rises("headroom_webhook_requests_total", "code=\"200\"", 0.5);
        histogram("headroom_webhook_seconds", "", 0.5, 0.001, 0.01, 0.1);
        rises("headroom_refused_alerts_total", "reason=\"no_service\"", 0.01);
        rises("headroom_truncated_alerts_total", "", 0.01);
        rises("headroom_too_large_notifications_total", "", 0.01);
        rises("alertmanager_notifications_failed_total", "job=\"alertmanager\",integration=\"webhook\"", 0.01);
    }

    private void is(String metric, String labels, double value) {
        put(metric, labels, t -> value);
    }

    private void rises(String metric, String labels, double perSecond) {
        put(metric, labels, t -> perSecond * t);
    }

    private void waves(String metric, String labels, double middle, double height) {
        put(metric, labels, t -> middle + height * Math.sin(t / 200));
    }

    /** Equal shares of the events fall into the buckets. */
    private void histogram(String metric, String labels, double perSecond, double... bounds) {
        String comma = labels.isEmpty() ? "" : labels + ",";
        for (int i = 0; i < bounds.length; i++) {
            rises(metric + "_bucket", comma + "le=\"" + bounds[i] + "\"", perSecond * (i + 1) / bounds.length);
        }
        rises(metric + "_bucket", comma + "le=\"+Inf\"", perSecond);
        rises(metric + "_count", labels, perSecond);
        rises(
                metric + "_sum",
                labels,
                perSecond * DoubleStream.of(bounds).average().orElseThrow());
    }

    private void put(String metric, String labels, DoubleUnaryOperator value) {
        metrics.computeIfAbsent(metric, key -> new TreeMap<>())
                .put(labels.isEmpty() ? metric : metric + "{" + labels + "}", value);
    }

    private String text() {
        List<String> lines = new ArrayList<>();
        metrics.values()
                .forEach(series -> series.forEach((name, value) -> {
                    for (int t = 0; t <= LENGTH; t += STEP) {
                        lines.add(name + " " + value.applyAsDouble(t) + " " + (end - LENGTH + t));
                    }
                }));
        lines.add("# EOF");
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }
}

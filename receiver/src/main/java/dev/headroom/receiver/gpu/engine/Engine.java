package dev.headroom.receiver.gpu.engine;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an engine calls things, by its own documents. */
public enum Engine {
    /** Started with {@code --enable-sleep-mode} and {@code VLLM_SERVER_DEV_MODE=1}. Versions that can wait for requests do. */
    VLLM(
            "/metrics",
            Set.of("vllm:num_requests_running", "vllm:num_requests_waiting"),
            Set.of("vllm:request_success_total"),
            "/is_sleeping",
            new Letting("/sleep?level=1&mode=wait", null)),
    /** Started with {@code --enable-metrics} and {@code --enable-memory-saver}. */
    SGLANG(
            "/metrics",
            Set.of("sglang:num_running_reqs", "sglang:num_queue_reqs", "sglang:num_grammar_queue_reqs"),
            Set.of("sglang:num_requests_total"),
            null,
            new Letting("/release_memory_occupation", Map.of())),
    LMDEPLOY(
            "/metrics",
            Set.of(
                    "lmdeploy:num_requests_running",
                    "lmdeploy:num_requests_waiting",
                    "lmdeploy:num_api_requests_waiting"),
            Set.of("lmdeploy:request_success_total"),
            "/is_sleeping",
            new Letting("/sleep?level=1", null)),
    /** TensorRT-LLM's {@code trtllm-serve}, with {@code return_perf_metrics} and {@code enable_iter_perf_stats}. */
    TRTLLM(
            "/prometheus/metrics",
            Set.of("trtllm_num_requests_running", "trtllm_num_requests_waiting", "trtllm_num_paused_requests"),
            Set.of("trtllm_request_success_total"),
            null,
            new Letting("/release_memory", Map.of()));

    /**
     * How it is asked to let go of its memory.
     *
     * @param body JSON; null for none
     */
    record Letting(String path, @Nullable Map<String, String> body) {}

    /** The path of its metrics. */
    final String metrics;

    /** Gauges of its requests, running and waiting. */
    final Set<String> active;

    /** Counters of those that ended. */
    final Set<String> ended;

    /** The path that tells whether it sleeps; null where none does. */
    final @Nullable String sleeping;

    final Letting letting;

    Engine(String metrics, Set<String> active, Set<String> ended, @Nullable String sleeping, Letting letting) {
        this.metrics = metrics;
        this.active = active;
        this.ended = ended;
        this.sleeping = sleeping;
        this.letting = letting;
    }
}

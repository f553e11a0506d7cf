package dev.headroom.receiver.gpu.engine;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an engine calls things, by its own documents.
 *
 * @param metrics the path of its metrics
 * @param active gauges of its requests, running and waiting, all of which it tells
 * @param further such gauges that only some versions have
 * @param ended the counter of those that ended
 * @param sleeping the path that tells whether it sleeps; null where none does
 * @param letting how it is asked to let go of its memory
 */
public record Engine(
        String metrics,
        Set<String> active,
        Set<String> further,
        String ended,
        @Nullable String sleeping,
        Letting letting) {

    /** Started with {@code --enable-sleep-mode} and {@code VLLM_SERVER_DEV_MODE=1}. Versions that can wait for requests do. */
    public static final Engine VLLM = new Engine(
            "/metrics",
            Set.of("vllm:num_requests_running", "vllm:num_requests_waiting"),
            Set.of(),
            "vllm:request_success_total",
            "/is_sleeping",
            new Letting("/sleep?level=1&mode=wait", null));

    /** Started with {@code --enable-metrics} and {@code --enable-memory-saver}. */
    public static final Engine SGLANG = new Engine(
            "/metrics",
            Set.of("sglang:num_running_reqs", "sglang:num_queue_reqs"),
            Set.of("sglang:num_grammar_queue_reqs"),
            "sglang:num_requests_total",
            null,
            new Letting("/release_memory_occupation", Map.of()));

    public static final Engine LMDEPLOY = new Engine(
            "/metrics",
            Set.of("lmdeploy:num_requests_running", "lmdeploy:num_requests_waiting"),
            Set.of("lmdeploy:num_api_requests_waiting"),
            "lmdeploy:request_success_total",
            "/is_sleeping",
            new Letting("/sleep?level=1", null));

    /** TensorRT-LLM's {@code trtllm-serve}, with {@code return_perf_metrics} and {@code enable_iter_perf_stats}. */
    public static final Engine TRTLLM = new Engine(
            "/prometheus/metrics",
            Set.of("trtllm_num_requests_running", "trtllm_num_requests_waiting"),
            Set.of("trtllm_num_paused_requests"),
            "trtllm_request_success_total",
            null,
            new Letting("/release_memory", Map.of()));

    /**
     * A POST that has it let go.
     *
     * @param body JSON; null for none
     */
    public record Letting(String path, @Nullable Map<String, String> body) {}
}

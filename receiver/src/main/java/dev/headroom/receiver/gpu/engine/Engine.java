package dev.headroom.receiver.gpu.engine;

import java.util.List;
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
 * @param letting the path that has it let go of its memory, where {@code %d} is the level
 * @param waking what has it take its memory again and serve, one after the other, by the level that it let go at; none where that
 *     is not known
 * @param need what it is started with to have these paths
 */
public record Engine(
        String metrics,
        Set<String> active,
        Set<String> further,
        String ended,
        @Nullable String sleeping,
        String letting,
        Map<Integer, List<Order>> waking,
        String need) {

    /**
     * Versions that can wait for requests do. What was discarded is loaded from disk between the two halves of a wake: it sleeps until
     * the second is done, so one that was left in the middle is woken as any other.
     */
    public static final Engine VLLM = new Engine(
            "/metrics",
            Set.of("vllm:num_requests_running", "vllm:num_requests_waiting"),
            Set.of(),
            "vllm:request_success_total",
            "/is_sleeping",
            "/sleep?level=%d&mode=wait",
            Map.of(
                    1,
                    List.of(new Order("/wake_up")),
                    2,
                    List.of(
                            new Order("/wake_up?tags=weights"),
                            new Order("/collective_rpc", Map.of("method", "reload_weights")),
                            new Order("/wake_up?tags=kv_cache"))),
            "start it with --enable-sleep-mode and VLLM_SERVER_DEV_MODE=1");

    public static final Engine SGLANG = new Engine(
            "/metrics",
            Set.of("sglang:num_running_reqs", "sglang:num_queue_reqs"),
            Set.of("sglang:num_grammar_queue_reqs"),
            "sglang:num_requests_total",
            null,
            "/release_memory_occupation",
            Map.of(),
            "start it with --enable-metrics and --enable-memory-saver");

    /** What it discards at level 2 somebody must send to it again. */
    public static final Engine LMDEPLOY = new Engine(
            "/metrics",
            Set.of("lmdeploy:num_requests_running", "lmdeploy:num_requests_waiting"),
            Set.of("lmdeploy:num_api_requests_waiting"),
            "lmdeploy:request_success_total",
            "/is_sleeping",
            "/sleep?level=%d",
            Map.of(1, List.of(new Order("/wakeup"))),
            "take a version that can sleep, and start it with its metrics");

    /** TensorRT-LLM's {@code trtllm-serve}. */
    public static final Engine TRTLLM = new Engine(
            "/prometheus/metrics",
            Set.of("trtllm_num_requests_running", "trtllm_num_requests_waiting"),
            Set.of("trtllm_num_paused_requests"),
            "trtllm_request_success_total",
            null,
            "/release_memory",
            Map.of(),
            "start it with return_perf_metrics and enable_iter_perf_stats");

    /**
     * A POST.
     *
     * @param body JSON; some versions take nothing else, even where there is nothing to say
     */
    record Order(String path, Map<String, String> body) {
        Order(String path) {
            this(path, Map.of());
        }
    }
}

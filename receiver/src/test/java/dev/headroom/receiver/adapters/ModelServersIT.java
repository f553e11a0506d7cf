package dev.headroom.receiver.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fixtures.Folders;
import dev.headroom.receiver.documents.Load;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.grafana.Prometheus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers of models that are overloaded, refuse, and are killed. */
@Timeout(600)
class ModelServersIT {
    private static final String QUEUE = "service:llm_queue_length:max{service=\"worker-llm\"}";
    private static final String RUNNING = "sum(llm_tasks_running{service=\"worker-llm\"})";
    private static final String TASKS = "sum(llm_tasks_total{service=\"worker-llm\", status=\"%s\"})";
    private static final String P95 = "service:llm_task_duration_seconds:p95_5m{service=\"worker-llm\"}";
    private static final String BUILDUP = "count(ALERTS{alertname=\"LLMQueueBuildup\", alertstate=\"firing\"})";
    private static final Duration STARTING = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private Living living;
    private final int port = Distribution.freePort();

    @BeforeEach
    void begin() {
        Living.assumeAsked();
        living = new Living(ModelServersIT.class, folder);
    }

    @AfterEach
    void stop() {
        if (living != null) {
            living.close();
        }
    }

    private Prometheus scraping(int metrics, String path, String adapter) throws IOException {
        Waiting.until(STARTING, "it answers", () -> Http.at(metrics).answers(path));
        return living.scraping("""
                  - job_name: server
                    metrics_path: %s
                    static_configs: [{targets: ["127.0.0.1:%d"], labels: {service: worker-llm}}]
                """.formatted(path, metrics), adapter);
    }

    private static void kill(Child child) {
        child.process().descendants().forEach(ProcessHandle::destroyForcibly);
        child.kill();
    }

    private Load ask(String path, int times, Duration patience) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(patience)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer sk-of-this-test")
                .POST(BodyPublishers.ofString(
                        "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}"))
                .build();
        return Load.of(request, times);
    }

    /** A series begins with its first answer, and what it begins with is no rate. */
    private void first(Prometheus prometheus, String path) {
        assertThat(ask(path, 1, Duration.ofSeconds(60)).answered(200)).isEqualTo(1);
        Living.until(prometheus, TASKS.formatted("success"), 1);
    }

    @Test
    void litellm() throws IOException {
        Slow model = living.add(Slow.start("""
                {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0, "finish_reason":
                "stop", "message": {"role": "assistant", "content": "x"}}],
                "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}"""));
        Path config = Files.writeString(folder.resolve("litellm.yaml"), """
                model_list:
                  - {model_name: m, litellm_params: {model: openai/m, api_base: "http://127.0.0.1:%d/v1", api_key: none}}
                general_settings:
                  master_key: sk-of-this-test
                  max_in_flight_requests_per_worker: 4
                  max_queued_requests_per_worker: 60
                  admission_queue_timeout_seconds: 60
                litellm_settings: {callbacks: [prometheus], num_retries: 0, require_auth_for_metrics_endpoint: false}
                """.formatted(model.port()));
        Child proxy = living.python(
                "litellm",
                Map.of("LITELLM_LOCAL_MODEL_COST_MAP", "True"),
                "-c",
                "from litellm import run_server; run_server()",
                "--config",
                config.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                "" + port,
                "--telemetry",
                "False");
        Prometheus prometheus = scraping(port, "/metrics/", "litellm");
        String chat = "/v1/chat/completions";
        assertThat(ask(chat, 8, Duration.ofSeconds(60)).answered(200)).isEqualTo(8);
        Living.until(prometheus, TASKS.formatted("success"), 8);
        Living.until(prometheus, QUEUE, 0);
        Living.until(prometheus, RUNNING, 0);

        Load crowd = ask(chat, 100, Duration.ofSeconds(90));
        Living.untilMore(prometheus, QUEUE, 40);
        Living.until(prometheus, RUNNING, 4);
        Living.untilMissing(prometheus, P95); // its quick answers say nothing of those who wait
        Living.keep(
                "litellm",
                "LiteLLM 1.108.7 with max_in_flight_requests_per_worker, under load",
                Http.at(port).text("/metrics/"),
                "litellm_(admission_.+|in_flight_requests|proxy_total_requests_metric_total|request_total_latency_metric_(bucket|count))");
        long served = crowd.answered(200);
        assertThat(served)
                .as("four and sixty, and whose places became free meanwhile")
                .isBetween(64L, 90L);
        Living.until(prometheus, TASKS.formatted("failure"), 100 - served);
        Living.until(prometheus, TASKS.formatted("success"), 8 + served);
        Living.until(prometheus, QUEUE, 0);
        Living.until(prometheus, P95, 0);

        kill(proxy);
        Living.untilMissing(prometheus, QUEUE);
        Living.untilMissing(prometheus, P95);
    }

    /** Processes that are being killed may still write. */
    private static boolean removed(Path folder) {
        try {
            Folders.remove(folder);
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void rayServe() throws IOException {
        int metrics = Distribution.freePort();
        Path session = Files.createTempDirectory(Path.of("/tmp"), "ray"); // short, as it holds sockets
        living.add(() -> Waiting.until("what Ray wrote is gone", () -> removed(session)));
        Child ray = living.python(
                "ray",
                Map.of("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0"),
                "-m",
                "serving",
                "" + metrics,
                "" + port,
                session.toString());
        Waiting.until(
                STARTING,
                "Ray serves, or has given up",
                () -> !ray.process().isAlive() || Http.at(port).answers("/-/healthz"));
        assertThat(ray.process().isAlive())
                .as("Ray, whose parts wait for each other for 15 s")
                .isTrue();
        Prometheus prometheus = scraping(metrics, "/metrics", "ray-serve");

        first(prometheus, "/");
        // More than 50 wait for longer than it takes to tell of it.
        Load crowd = ask("/long", 120, Duration.ofSeconds(150));
        Living.untilMore(prometheus, "max_over_time(" + QUEUE + "[5m])", 50);
        assertThat(crowd.answered(200)).isEqualTo(120);
        assertThat(ask("/err", 7, Duration.ofSeconds(60)).answered(503)).isEqualTo(7);
        Living.keep(
                "ray-serve",
                "Ray Serve 2.60.0, under load",
                Http.at(metrics).text("/metrics"),
                "ray_serve_(deployment_queued_queries|replica_processing_queries|num_http_requests_total|http_request_latency_ms_(bucket|count))");
        Living.until(prometheus, TASKS.formatted("success"), 121);
        Living.until(prometheus, TASKS.formatted("failure"), 7);
        Living.untilMore(prometheus, "max_over_time(" + P95 + "[5m])", 0.9);
        Living.until(prometheus, QUEUE, 0);
        Living.until(prometheus, RUNNING, 0);

        ask("/long", 10, Duration.ofSeconds(2)).answered(200);
        Living.until(prometheus, TASKS.formatted("left"), 10);
        kill(ray);
        Living.untilMissing(prometheus, QUEUE);
        Living.untilMissing(prometheus, P95);
    }

    @Test
    void bentoml() throws IOException {
        Child server = living.python(
                "bentoml",
                Map.of("BENTOML_HOME", folder.toString(), "BENTOML_DO_NOT_TRACK", "True"),
                "-m",
                "bentoml",
                "serve",
                "bento:Svc",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port);
        Prometheus prometheus = scraping(port, "/metrics", "bentoml");

        first(prometheus, "/slow");
        Load crowd = ask("/slow", 60, Duration.ofSeconds(60));
        assertThat(crowd.answered(200)).isBetween(4L, 20L);
        long refused = crowd.answered(429);
        long served = crowd.answered(200);
        Living.until(prometheus, TASKS.formatted("success"), 1 + served);
        Living.until(prometheus, TASKS.formatted("failure"), refused);
        Living.untilMore(prometheus, "min_over_time((" + P95 + " > 0)[5m:1s])", 0.9);
        Living.keep(
                "bentoml",
                "BentoML 1.4.40 with max_concurrency, under load",
                Http.at(port).text("/metrics"),
                "bentoml_service_request_(in_progress|total|duration_seconds_(bucket|count))");
        Living.until(prometheus, RUNNING, 0);
        kill(server);
        Living.untilMissing(prometheus, RUNNING);
        Living.untilMissing(prometheus, P95);
    }
}

package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Every signal, on a real Prometheus and a real Alertmanager with the shipped rules and routes: driven over its
 * threshold by an exporter, its alert arrives with the labels of its rule. Only minutes are made seconds, in copies.
 */
@ParameterizedClass
@EnumSource(Generation.class)
@Execution(CONCURRENT)
class AlertsArriveIT {
    private static final List<String> SERVICES = List.of("app", "worker-llm", "worker-rl");
    private static final double GB = 1e9;

    private final Servers servers = new Servers();
    private final Map<String, Map<String, String>> arrived = new ConcurrentHashMap<>();

    @Parameter
    Generation generation;

    @TempDir
    Path folder;

    private Path token;
    private Exporter exporter;

    @BeforeEach
    void start() throws IOException {
        generation.assumeHas(AlertsArriveIT.class, Pipeline.PROGRAMS);
        token = Files.writeString(folder.resolve("token"), "an-end-to-end-token-of-some-length\n");
        exporter = servers.add(new Exporter());
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void everySignalOverItsThresholdArrivesWithTheLabelsOfItsRule() throws IOException {
        Pipeline pipeline = new Pipeline(generation, servers, folder);
        pipeline.prometheus(pipeline.alertmanager(startReceiver(), token), exporter);
        high();
        Map<String, Map<String, String>> ups = shipped("up");
        ups.putAll(gates());
        awaitAll(ups);
        assertThat(arrived).containsAllEntriesOf(ups);
        arrived.clear();
        low();
        Map<String, Map<String, String>> downs = shipped("down");
        Map<String, Map<String, String>> quick = new TreeMap<>(downs);
        quick.remove("RLLowCheckpointFrequency"); // an hour without checkpoints, for an hour
        awaitAll(quick);
        awaitAll(downs);
        assertThat(arrived).containsAllEntriesOf(downs);
    }

    @Test
    void anIdleAppScalesInOnItsLatency() throws IOException {
        int port = Distribution.freePort();
        Pipeline pipeline = new Pipeline(generation, servers, folder);
        pipeline.prometheus(pipeline.alertmanager(port, token), exporter, port);
        steady();
        exporter.set("http_request_queue_length{service=\"app\"}", 150);
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, map -> {
            Shipped.cooldowns(map, "5s");
            return map;
        });
        Path config = Files.writeString(
                folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:%d
                token_file: %s
                policy: %s
                store: sqlite:%s
                evaluate_every: 1s
                evidence: {watchdog: none}
                """.formatted(port, token, policy, folder.resolve("state.db")));
        Child child = servers.add(Distribution.start(folder, "serve", "--config", config.toString()));
        Http headroom =
                new Http(Distribution.port(child), Files.readString(token).strip());
        Waiting.until("the app has three replicas", () -> ready(headroom) >= 3);
        idle();
        Waiting.until("the idle app scales in", () -> scaledInOn(headroom).contains("latency_p95"));
        assertThat(scaledInOn(headroom)).containsExactly("latency_p95");
    }

    private static int ready(Http headroom) {
        return headroom.answers("/api/v1/services/app")
                ? headroom.get("/api/v1/services/app").path("ready").asInt()
                : 0;
    }

    /** The sources of the app's scale-downs. */
    private static Set<String> scaledInOn(Http headroom) {
        Set<String> sources = new TreeSet<>();
        headroom.get("/api/v1/decisions?service=app&limit=100").forEach(decision -> {
            boolean down = decision.path("to").asInt() < decision.path("from").asInt();
            if (down && decision.path("outcome").asText().equals("scale")) {
                sources.add(decision.path("source").asText());
            }
        });
        return sources;
    }

    private void awaitAll(Map<String, Map<String, String>> wanted) {
        try {
            Waiting.until("all alerts arrive", () -> missing(wanted).isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError("never arrived: " + missing(wanted), e);
        }
    }

    private Set<String> missing(Map<String, Map<String, String>> wanted) {
        Set<String> missing = new TreeSet<>(wanted.keySet());
        missing.removeAll(arrived.keySet());
        return missing;
    }

    /** The labels by which Headroom knows an alert, of every shipped rule that scales in this direction. */
    private static Map<String, Map<String, String>> shipped(String scale) throws IOException {
        Map<String, Map<String, String>> shipped = new TreeMap<>();
        for (String service : SERVICES) {
            Map<String, Object> file = new Yaml()
                    .load(Files.readString(Distribution.ROOT.resolve("alert-rules/" + service + ".rules.yml")));
            for (JsonNode rule : new ObjectMapper().valueToTree(file).at("/groups/0/rules")) {
                if (rule.at("/labels/scale").asText().equals(scale)) {
                    shipped.put(rule.path("alert").asText(), known(rule.path("labels")));
                }
            }
        }
        return shipped;
    }

    private static Map<String, Map<String, String>> gates() {
        return Map.of("VRAMHeadroomLow", Map.of("service", "worker-llm", "gate", "vram", "priority", "P0"));
    }

    private static Map<String, String> known(JsonNode labels) {
        Map<String, String> known = new HashMap<>();
        for (String name : List.of("service", "trigger", "scale", "priority", "gate")) {
            if (labels.has(name)) {
                known.put(name, labels.path(name).asText());
            }
        }
        return known;
    }

    /** Takes every webhook and remembers what fires. */
    private int startReceiver() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/webhook", this::take);
        server.start();
        servers.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
        body.path("alerts").forEach(alert -> {
            if (alert.path("status").asText().equals("firing")) {
                arrived.put(alert.at("/labels/alertname").asText(), known(alert.path("labels")));
            }
        });
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private void high() {
        SERVICES.forEach(service -> replicas(service, 2));
        cpu(1.8);
        exporter.set("container_memory_working_set_bytes{service=\"app\",name=\"app-1\"}", 0.9 * GB);
        exporter.set("container_spec_memory_limit_bytes{service=\"app\",name=\"app-1\"}", GB);
        exporter.set("http_request_queue_length{service=\"app\"}", 150);
        times("http_request_duration_seconds", "service=\"app\",", List.of("0.5", "2", "4"), 2, 10);
        exporter.grow("http_requests_total{service=\"app\",code=\"200\"}", 80);
        exporter.grow("http_requests_total{service=\"app\",code=\"500\"}", 20);
        exporter.set("llm_queue_length{service=\"worker-llm\"}", 80);
        times("llm_task_duration_seconds", "service=\"worker-llm\",", List.of("2", "4", "8"), 2, 10);
        exporter.grow("llm_tasks_total{service=\"worker-llm\",status=\"success\"}", 16);
        exporter.grow("llm_tasks_total{service=\"worker-llm\",status=\"failure\"}", 4);
        exporter.set("rl_training_queue_length{service=\"worker-rl\"}", 30);
        exporter.set("rl_episode_start_timestamp_seconds{service=\"worker-rl\"}", 1);
        exporter.grow("rl_checkpoints_total{service=\"worker-rl\"}", 2);
        exporter.set("process_start_time_seconds{service=\"worker-rl\"}", 1);
        gpus(0.95, 0.1);
    }

    private void low() {
        SERVICES.forEach(service -> replicas(service, 4));
        cpu(0.2);
        exporter.set("container_memory_working_set_bytes{service=\"app\",name=\"app-1\"}", 0.1 * GB);
        idle();
        exporter.set("http_request_queue_length{service=\"app\"}", 0);
        exporter.grow("http_requests_total{service=\"app\",code=\"500\"}", 0);
        exporter.set("llm_queue_length{service=\"worker-llm\"}", 0);
        times("llm_task_duration_seconds", "service=\"worker-llm\",", List.of("2", "4", "8"), 0, 10);
        exporter.grow("llm_tasks_total{service=\"worker-llm\",status=\"failure\"}", 0);
        exporter.set("rl_training_queue_length{service=\"worker-rl\"}", 0);
        exporter.set("rl_episode_start_timestamp_seconds{service=\"worker-rl\"}", System.currentTimeMillis() / 1e3);
        exporter.grow("rl_checkpoints_total{service=\"worker-rl\"}", 0);
        gpus(0.1, 0.9);
    }

    /** An app between all its thresholds; nothing else. */
    private void steady() {
        cpu(0.9);
        exporter.set("container_memory_working_set_bytes{service=\"app\",name=\"app-1\"}", 0.6 * GB);
        exporter.set("container_spec_memory_limit_bytes{service=\"app\",name=\"app-1\"}", GB);
        times("http_request_duration_seconds", "service=\"app\",", List.of("0.5", "2", "4"), 1, 10);
    }

    /** No request comes any more, but for those that wait. */
    private void idle() {
        times("http_request_duration_seconds", "service=\"app\",", List.of("0.5", "2", "4"), 1, 0);
        exporter.set("http_request_queue_length{service=\"app\"}", 50);
    }

    private void replicas(String service, int count) {
        exporter.set("headroom_replicas{job=\"headroom\",service=\"" + service + "\",state=\"ready\"}", count);
    }

    /** Cores in use, of two. */
    private void cpu(double cores) {
        exporter.grow("container_cpu_usage_seconds_total{service=\"app\",name=\"app-1\"}", cores);
        exporter.set("container_spec_cpu_quota{service=\"app\",name=\"app-1\"}", 200_000);
        exporter.set("container_spec_cpu_period{service=\"app\",name=\"app-1\"}", 100_000);
    }

    private void gpus(double busy, double free) {
        for (String service : List.of("worker-llm", "worker-rl")) {
            String labels = "{service=\"" + service + "\",gpu=\"0\",gpu_uuid=\"GPU-" + service + "\"}";
            exporter.set("nvidia_gpu_utilization_ratio" + labels, busy);
            exporter.set("nvidia_gpu_memory_free_bytes" + labels, free * 40 * GB);
            exporter.set("nvidia_gpu_memory_total_bytes" + labels, 40 * GB);
        }
    }

    /** A histogram whose observations all fall into one bucket, the last of which is number {@code in}. */
    private void times(String name, String labels, List<String> bounds, int in, double perSecond) {
        for (int i = 0; i < bounds.size(); i++) {
            exporter.grow(name + "_bucket{" + labels + "le=\"" + bounds.get(i) + "\"}", i < in ? 0 : perSecond);
        }
        exporter.grow(name + "_bucket{" + labels + "le=\"+Inf\"}", perSecond);
        String own = labels.isEmpty() ? "" : "{" + labels.substring(0, labels.length() - 1) + "}";
        exporter.grow(name + "_count" + own, perSecond);
    }
}

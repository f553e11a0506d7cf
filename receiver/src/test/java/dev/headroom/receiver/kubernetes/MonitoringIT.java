package dev.headroom.receiver.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpServer;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the shipped ServiceMonitor and AlertmanagerConfig mean to a real Prometheus and a real Alertmanager, once the operator has
 * done to them what its documentation says.
 */
@Timeout(120)
class MonitoringIT {
    private static final Path MONITORING = Distribution.ROOT.resolve("kubernetes/overlays/monitoring");
    private static final YAMLMapper YAML = new YAMLMapper();

    private final Servers servers = new Servers();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        servers.close();
    }

    static boolean installed() {
        return List.of("prometheus", "amtool").stream()
                .allMatch(program -> List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(on -> Files.isExecutable(Path.of(on, program))));
    }

    /** The operator labels what it scrapes with the Service's name, as {@code service}, which is a label of ours. */
    @Test
    @EnabledIf("installed")
    void theServiceWhoseReplicasAreCountedKeepsItsName() throws IOException {
        int metrics = exporter("headroom_replicas{service=\"worker-llm\",state=\"desired\"} 3\n");
        JsonNode endpoint = YAML.readTree(Files.readString(MONITORING.resolve("servicemonitor.yaml")))
                .at("/spec/endpoints/0");
        Files.writeString(folder.resolve("prometheus.yml"), """
                scrape_configs:
                  - job_name: headroom
                    scrape_interval: 1s
                    metrics_path: %s
                    honor_labels: %s
                    static_configs:
                      - targets: ["127.0.0.1:%d"]
                        labels: {service: headroom, namespace: inference, pod: headroom-1, container: receiver}
                """.formatted(
                endpoint.path("path").asText(), endpoint.path("honorLabels").asBoolean(), metrics));
        int port = Distribution.freePort();
        servers.add(Child.start(
                folder,
                List.of(
                        "prometheus",
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=data",
                        "--web.listen-address=127.0.0.1:" + port),
                Map.of()));
        Http http = Http.at(port);
        Waiting.until(
                "it is scraped",
                () -> http.answers("/-/ready")
                        && !http.get("/api/v1/query?query=headroom_replicas")
                                .at("/data/result")
                                .isEmpty());

        JsonNode labels = http.get("/api/v1/query?query=headroom_replicas").at("/data/result/0/metric");
        assertThat(labels.path("service").asText()).isEqualTo("worker-llm");
        assertThat(labels.path("pod").asText()).isEqualTo("headroom-1");
    }

    private int exporter(String text) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        servers.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    /** The operator adds a matcher on the namespace, continues to the next routes, and prefixes the receivers' names. */
    @ParameterizedTest
    @EnabledIf("installed")
    @CsvSource({
        "alertname=Watchdog service=headroom severity=none, headroom",
        "alertname=AppHighCPU service=app trigger=cpu scale=up priority=P2, headroom",
        "alertname=LLMLowLatency service=worker-llm trigger=latency_p95 scale=down, headroom",
        "alertname=VRAMHeadroomLow service=worker-llm gate=vram gpu=0, headroom",
        "alertname=StuckAtMax service=app priority=P2 severity=warning, nobody"
    })
    void whatIsForHeadroomReachesItFromItsOwnNamespaceAlone(String labels, String receiver) throws IOException {
        Files.writeString(folder.resolve("alertmanager.yml"), asTheOperatorWritesIt());

        assertThat(routed(labels + " namespace=inference")).isEqualTo("inference/headroom/" + receiver + ",others");
        assertThat(routed(labels)).as("an alert without the label").isEqualTo("others");
    }

    private String routed(String labels) {
        List<String> words =
                new ArrayList<>(List.of("amtool", "config", "routes", "test", "--config.file=alertmanager.yml"));
        words.addAll(List.of(labels.split(" ")));
        String said = new Command(folder, Duration.ofSeconds(20)).must(words.toArray(String[]::new));
        return said.lines().reduce("", (before, line) -> line);
    }

    private static String asTheOperatorWritesIt() throws IOException {
        JsonNode spec = YAML.readTree(Files.readString(MONITORING.resolve("alertmanagerconfig.yaml")))
                .path("spec");
        ObjectMapper json = new ObjectMapper();
        List<Object> routes = new ArrayList<>();
        for (JsonNode route : spec.at("/route/routes")) {
            routes.add(Map.of(
                    "receiver", "inference/headroom/" + route.path("receiver").asText(), "matchers", matchers(route)));
        }
        Map<String, Object> ours = Map.of(
                "receiver",
                "inference/headroom/" + spec.at("/route/receiver").asText(),
                "matchers",
                List.of("namespace=\"inference\""),
                "continue",
                true,
                "routes",
                routes);
        return json.writeValueAsString(Map.of(
                "route", Map.of("receiver", "others", "routes", List.of(ours, Map.of("receiver", "others"))),
                "receivers",
                        List.of(
                                Map.of("name", "others"),
                                Map.of("name", "inference/headroom/nobody"),
                                Map.of("name", "inference/headroom/headroom"))));
    }

    private static List<String> matchers(JsonNode route) {
        List<String> all = new ArrayList<>();
        route.path("matchers")
                .forEach(matcher -> all.add(matcher.path("name").asText()
                        + matcher.path("matchType").asText() + "\""
                        + matcher.path("value").asText() + "\""));
        return all;
    }
}

package dev.headroom.receiver.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/** The stack's files as the programs themselves read them: docker-compose, Prometheus, HAProxy. */
class ComposeFilesIT {
    private static final Path FOLDER = Distribution.ROOT.resolve("compose");

    @TempDir
    Path folder;

    private final Servers servers = new Servers();

    @AfterEach
    void stop() {
        servers.close();
    }

    private static void need(String program) {
        boolean there =
                Stream.of(System.getenv("PATH").split(":")).anyMatch(on -> Files.isExecutable(Path.of(on, program)));
        if (!there) {
            System.err.println("SKIPPED: a test of compose/, no " + program);
        }
        assumeTrue(there, "no " + program);
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "true, 2"})
    void composeTakesTheFilesWithAndWithoutGpus(String gpu, int services) {
        need("docker-compose");
        String printed = new Command(FOLDER, Duration.ofSeconds(60))
                .must(
                        "env",
                        "USE_GPU=" + gpu,
                        "docker-compose",
                        "--env-file",
                        ".env.example",
                        "-f",
                        "docker-compose.yml",
                        "-f",
                        "docker-compose.example.yml",
                        "config");
        JsonNode config = new ObjectMapper().valueToTree(new Yaml().load(printed));
        assertThat(config.path("services")).hasSizeGreaterThanOrEqualTo(13);
        assertThat(Stream.of("worker-llm", "worker-rl")
                        .map(worker -> config.at("/services/" + worker))
                        .filter(worker ->
                                worker.at("/environment/USE_GPU").asText().equals(gpu))
                        .filter(worker -> !worker.at("/deploy/resources/reservations/devices")
                                .isMissingNode()))
                .hasSize(services);
        assertThat(config.at("/services/receiver/environment/HEADROOM_PROJECT").asText())
                .isEqualTo("fragrance-ai");
    }

    @ParameterizedTest
    @EnumSource
    void promtoolTakesTheConfigurationWithItsRules(Generation generation) throws IOException {
        generation.assumeHas(ComposeFilesIT.class, "promtool");
        String promtool = generation.program("promtool");
        // As the container has them.
        Files.copy(FOLDER.resolve("prometheus.yml"), folder.resolve("prometheus.yml"));
        Files.createSymbolicLink(folder.resolve("alert-rules"), Distribution.ROOT.resolve("alert-rules"));
        assertThat(new Command(folder, Duration.ofSeconds(60)).must(promtool, "check", "config", "prometheus.yml"))
                .contains("dcgm.rules.yml");
    }

    /** As cAdvisor writes it, the labels included that it is told to keep. */
    @ParameterizedTest
    @EnumSource
    void aContainersSeriesGetItsServiceAndOthersAreDropped(Generation generation) throws IOException {
        generation.assumeHas(ComposeFilesIT.class, "prometheus");
        HttpServer cadvisor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = """
                container_cpu_usage_seconds_total{container_label_com_docker_compose_project="p",container_label_com_docker_compose_service="app",cpu="total",id="/docker/1",image="i",name="p_app_1"} 12
                container_cpu_usage_seconds_total{container_label_com_docker_compose_project="",container_label_com_docker_compose_service="",cpu="total",id="/docker/2",image="i",name="other"} 34
                machine_cpu_cores{machine_id="m"} 8
                """.getBytes(StandardCharsets.UTF_8);
        cadvisor.createContext("/metrics", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        cadvisor.start();
        servers.add(() -> cadvisor.stop(0));
        Http prometheus = prometheus(
                generation,
                "cadvisor:8080",
                "127.0.0.1:" + cadvisor.getAddress().getPort());
        Waiting.until(
                "cAdvisor is scraped",
                () -> !series(prometheus, "machine_cpu_cores").isEmpty());
        JsonNode found = series(prometheus, "container_cpu_usage_seconds_total");
        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("metric").toString())
                .contains("\"service\":\"app\"", "\"name\":\"p_app_1\"")
                .doesNotContain("container_label", "image");
    }

    private static JsonNode series(Http prometheus, String name) {
        return prometheus.get("/api/v1/query?query=" + name).at("/data/result");
    }

    /** The shipped configuration in a hurry, with one address in the place of another. */
    private Http prometheus(Generation generation, String address, String instead) throws IOException {
        String config = Files.readString(FOLDER.resolve("prometheus.yml"))
                .replace(address, instead)
                .replace("scrape_interval: 15s", "scrape_interval: 1s");
        Files.writeString(folder.resolve("prometheus.yml"), config);
        int port = Distribution.freePort();
        servers.add(Child.start(
                folder,
                List.of(
                        generation.program("prometheus"),
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=data",
                        "--web.listen-address=127.0.0.1:" + port),
                Map.of()));
        Http http = Http.at(port);
        Waiting.until("Prometheus is ready", () -> http.answers("/-/ready"));
        return http;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            write | GET    | /containers/json?all=1                    | 200
            write | GET    | /v1.41/containers/abc_1/json              | 200
            write | GET    | /containers/abc/changes                   | 200
            write | GET    | /events?since=1&until=2                   | 200
            write | GET    | /info                                     | 200
            write | POST   | /containers/create?name=x                 | 200
            write | POST   | /containers/abc/start                     | 200
            write | POST   | /containers/abc/stop?t=60                 | 200
            write | DELETE | /containers/abc?v=1                       | 200
            write | POST   | /networks/shop_default/connect            | 200
            write | GET    | /_ping                                    | 200
            write | POST   | /containers/abc/exec                      | 403
            write | POST   | /exec/abc/start                           | 403
            write | POST   | /containers/abc/kill                      | 403
            write | GET    | /containers/abc/archive?path=/            | 403
            write | HEAD   | /containers/abc/archive?path=/            | 403
            write | PUT    | /containers/abc/archive?path=/            | 403
            write | POST   | /events                                   | 403
            write | GET    | /containers/abc/logs                      | 403
            write | POST   | /images/create?fromImage=x                | 403
            write | GET    | /images/json                              | 403
            write | POST   | /volumes/create                           | 403
            write | DELETE | /networks/abc                             | 403
            write | POST   | /networks/create                          | 403
            write | PUT    | /containers/create                        | 403
            write | GET    | /containers/json/../../images/json        | 403
            write | GET    | //info                                    | 403
            read  | GET    | /v1.41/containers/json                    | 200
            read  | GET    | /containers/abc/json                      | 200
            read  | GET    | /info                                     | 200
            read  | POST   | /containers/create                        | 403
            read  | POST   | /containers/abc/stop                      | 403
            read  | DELETE | /containers/abc                           | 403
            read  | GET    | /containers/abc/logs                      | 403
            """)
    void aProxyLetsThroughWhatItsClientNeedsAndNothingElse(String proxy, String method, String path, int status)
            throws IOException {
        need("haproxy");
        assertThat(SocketProxy.of(proxy).status(method, path)).isEqualTo(status);
    }
}

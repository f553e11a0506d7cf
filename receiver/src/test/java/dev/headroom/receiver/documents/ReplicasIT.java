package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.docker.ClassProject;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.grafana.Prometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The scrape configuration of docs/metrics.md for a Prometheus on the host, on real containers: what N replicas of different age
 * count adds up to what they did, in one network and in two, whatever other projects and services are there.
 */
@Timeout(180)
class ReplicasIT {
    private static final Path DOCUMENT = Path.of("docs/metrics.md");
    private static final String NAME = "headroomreplicas";

    /** Ten requests a second since its own start, and what it counted before, which is another number for each. */
    private static final String ANSWER = """
            #!/bin/sh
            echo "Content-Type: text/plain; version=0.0.4"
            echo
            echo "http_requests_total{code=\\"200\\"} $((10 * $(date +%s) - 0x$(hostname | cut -c 1-6)))"
            """;

    private static final String SERVICE = """
              %s:
                image: %s
                expose: [%s]
                command: [sh, -c, "exec httpd -f -p %s -h /www"]
                volumes: ["./www:/www"]
                networks: [%s]
            """;

    @RegisterExtension
    static final ClassProject PROJECT = new ClassProject(
            NAME,
            image -> """
            version: "2.4"
            networks: {default: {}, another: {}}
            services:
            """
                    + SERVICE.formatted("app", image.name(), "8000, 9000", "8003", "another, default")
                    + SERVICE.formatted("worker-llm", image.name(), "8001", "8001", "default")
                    + SERVICE.formatted("cache", image.name(), "8003", "8003", "default"));

    private final Servers servers = new Servers();

    @TempDir
    private Path folder;

    @BeforeAll
    static void up() throws IOException {
        Path answer =
                Files.createDirectories(PROJECT.folder().resolve("www/cgi-bin")).resolve("metrics");
        assertThat(Files.writeString(answer, ANSWER).toFile().setExecutable(true))
                .isTrue();
        PROJECT.up("app=3", "worker-llm=1", "cache=1");
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyReplicaIsOneTarget(Generation generation) throws IOException {
        generation.assumeHas(ReplicasIT.class, "prometheus");
        Prometheus prometheus = servers.add(Prometheus.scraping(generation, folder, configuration(generation)));
        Waiting.until("the replicas are scraped", () -> prometheus.value("sum(up{service=\"app\"})") == 3);
        Waiting.until("the worker, too", () -> prometheus.value("sum(up{service=\"worker-llm\"})") == 1);
        Waiting.until(
                "each was scraped twice",
                () -> prometheus.value("min(count_over_time(http_requests_total{service=\"app\"}[1m]))") >= 2);

        // Each tells whole seconds: one more or less of two.
        assertThat(prometheus.value("sum(irate(http_requests_total{service=\"app\"}[1m]))"))
                .isBetween(14.0, 46.0);
        assertThat(prometheus.value("count(up{job=\"services\"})")).isEqualTo(4);
        assertThat(prometheus.now("http_requests_total{service=\"app\"}")).hasSize(3);
    }

    /** As in the document, for this project; its own job alone, at the path by which busybox runs a program. */
    private static String configuration(Generation generation) {
        String text = CodeBlock.with("docker_sd_configs", "yaml", DOCUMENT).replace("fragrance-ai", NAME);
        if (generation.isAtLeast("prometheus", 2, 54)) {
            text = text.replace("# match_first_network", "match_first_network");
        }
        assertThat(text).contains("refresh_interval: 10s", "job_name: services");
        return text.replace("refresh_interval: 10s", "refresh_interval: 1s")
                .replace("job_name: services\n", "job_name: services\n    metrics_path: /cgi-bin/metrics\n");
    }
}

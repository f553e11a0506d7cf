package dev.headroom.receiver.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.documents.Load;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.grafana.Prometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Caddy before two servers, of which each works on five at once, as is said: what is beyond waits. */
@Timeout(300)
class CaddyIT {
    private static final String QUEUE = "service:http_request_queue_length:sum{service=\"app\"}";
    private static final String P95 = "service:http_request_duration_seconds:p95_5m{service=\"app\"}";
    private static final String REQUESTS = "sum(http_requests_total{service=\"app\", code=~\"%s\"})";

    private static final String CONFIGURATION = """
            {
              admin off
              auto_https off
              metrics
            }
            http://127.0.0.1:%d {
              reverse_proxy 127.0.0.1:%d 127.0.0.1:%d
            }
            http://127.0.0.1:%d {
              metrics /metrics
            }
            """;

    private static final String SETTINGS = """
            groups:
              - name: settings
                interval: 1s
                rules:
                  - {record: "service:http_slots:setting", labels: {service: app}, expr: vector(5)}
                  - {record: headroom_replicas, labels: {job: headroom, service: app, state: ready}, expr: vector(2)}
            """;

    @TempDir
    private Path folder;

    private Living living;

    @BeforeEach
    void begin() {
        Living.assumeAsked();
        living = new Living(CaddyIT.class, folder);
    }

    @AfterEach
    void stop() {
        if (living != null) {
            living.close();
        }
    }

    @Test
    void whatIsInFlightBeyondTheSlotsWaits() throws IOException {
        String program = Living.program("caddy"); // 2.9 or newer
        Slow one = living.add(Slow.start(""));
        Slow two = living.add(Slow.start(""));
        int some = Distribution.freePort();
        int other = Distribution.freePort();
        int port = Math.min(some, other); // Caddy numbers its servers by their ports: this is srv0
        int metrics = Math.max(some, other);
        Path file = Files.writeString(
                folder.resolve("Caddyfile"), CONFIGURATION.formatted(port, one.port(), two.port(), metrics));
        Child caddy = living.add(Child.start(
                folder,
                List.of(program, "run", "--config", file.toString(), "--adapter", "caddyfile"),
                Map.of(
                        "HOME",
                        folder.toString(),
                        "XDG_DATA_HOME",
                        folder.toString(),
                        "XDG_CONFIG_HOME",
                        folder.toString())));
        Waiting.until("Caddy answers", () -> Http.at(metrics).answers("/metrics"));
        Path rules = Files.createDirectories(folder.resolve("prometheus/rules"));
        Files.writeString(rules.resolve("settings.yml"), SETTINGS);
        Prometheus prometheus = living.scraping("""
                  - job_name: caddy
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                    metric_relabel_configs:
                      - {source_labels: [server, handler], regex: srv0;subroute, target_label: service, replacement: app}
                """.formatted(metrics), "caddy");
        String url = "http://127.0.0.1:" + port;

        assertThat(Load.on(url + "/", 1).answered(200)).isEqualTo(1);
        assertThat(Load.on(url + "/err", 1).answered(503)).isEqualTo(1);
        Living.until(prometheus, QUEUE, 0);
        Load crowd = Load.on(url + "/long", 130);
        Living.untilMore(prometheus, "max_over_time(" + QUEUE + "[5m])", 60);
        assertThat(crowd.answered(200)).isEqualTo(130);
        Living.until(prometheus, REQUESTS.formatted("200"), 131);
        Living.untilMore(prometheus, "max_over_time(" + P95 + "[5m])", 0.9);
        Living.keep(
                "caddy",
                "Caddy 2.11.9, under load",
                Http.at(metrics).text("/metrics"),
                "caddy_http_(requests_in_flight|request_duration_seconds_(bucket|count))");
        Living.until(prometheus, QUEUE, 0);

        // People who give up are answers with 499: no error, and no longer in flight.
        assertThat(Load.on(url + "/long", 20, Duration.ofSeconds(2)).answered(200))
                .isZero();
        Living.until(prometheus, REQUESTS.formatted("499"), 20);

        // Nobody is left to answer: errors, at once. A code begins with its first answer, which is no rate yet.
        one.close();
        two.close();
        assertThat(Load.on(url + "/", 1).answered(502)).isEqualTo(1);
        Living.until(prometheus, REQUESTS.formatted("5.."), 2);
        assertThat(Load.on(url + "/", 60).answered(502)).isEqualTo(60);
        Living.until(prometheus, REQUESTS.formatted("5.."), 62);
        Living.untilMore(prometheus, "max_over_time(service:http_errors:ratio_rate2m{service=\"app\"}[5m])", 0.5);

        caddy.kill();
        Living.untilMissing(prometheus, QUEUE);
        Living.untilMissing(prometheus, P95);
    }
}

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

/** HAProxy before two servers of five slots: its queue is the service's, and what stands in it means something while one lives. */
@Timeout(180)
class HaproxyIT {
    private static final String QUEUE = "service:http_request_queue_length:sum{service=\"app\"}";
    private static final String NAMES = "haproxy_backend_(current_queue|active_servers|http_responses_total)"
            + "|haproxy_server_(current_sessions|limit_sessions)";

    @TempDir
    private Path folder;

    private Living living;

    @BeforeEach
    void begin() {
        living = new Living(HaproxyIT.class, folder);
    }

    @AfterEach
    void stop() {
        living.close();
    }

    private static final String CONFIGURATION = """
            global
              maxconn 2000
            defaults
              mode http
              timeout connect 1s
              timeout client 60s
              timeout server 60s
              timeout queue 60s
            frontend all
              bind 127.0.0.1:%d
              http-request use-service prometheus-exporter if { path /metrics }
              default_backend app
            backend app
              option httpchk GET /err
              http-check expect status 503
              server one 127.0.0.1:%d maxconn 5 check inter 500ms fall 2
              server two 127.0.0.1:%d maxconn 5 check inter 500ms fall 2
            """;

    @Test
    void itsQueueIsTheServicesWhileAServerLives() throws IOException {
        String haproxy = Living.program("haproxy");
        Slow one = living.add(Slow.start(""));
        Slow two = living.add(Slow.start(""));
        int port = Distribution.freePort();
        Path file =
                Files.writeString(folder.resolve("haproxy.cfg"), CONFIGURATION.formatted(port, one.port(), two.port()));
        living.add(Child.start(folder, List.of(haproxy, "-db", "-f", file.toString()), Map.of()));
        Waiting.until("HAProxy answers", () -> Http.at(port).answers("/metrics"));
        Prometheus prometheus = living.scraping("""
                  - job_name: haproxy
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                    metric_relabel_configs: [{source_labels: [proxy], regex: app, target_label: service, replacement: app}]
                """.formatted(port), "haproxy");
        String url = "http://127.0.0.1:" + port;

        Living.until(prometheus, QUEUE, 0);
        Load crowd = Load.on(url + "/", 140);
        Living.untilMore(prometheus, QUEUE, 100);
        Living.until(prometheus, "count(ALERTS{alertname=\"AppRequestQueueBuildup\", alertstate=\"firing\"})", 1);
        Living.keep("haproxy", "HAProxy 2.6.12, under load", Http.at(port).text("/metrics"), NAMES);
        assertThat(crowd.answered(200)).isEqualTo(140);
        Living.until(prometheus, QUEUE, 0);
        Living.until(prometheus, "count(ALERTS{alertname=\"AppRequestQueueBuildup\"}) or vector(0)", 0);

        assertThat(Load.on(url + "/err", 20).answered(503)).isEqualTo(20);
        Living.until(prometheus, "sum(http_requests_total{service=\"app\", code=\"5xx\"})", 20);
        assertThat(prometheus.value("sum(http_requests_total{service=\"app\", code=\"2xx\"})"))
                .isEqualTo(140);

        // People who give up leave the queue.
        Load impatient = Load.on(url + "/", 100, Duration.ofSeconds(4));
        Living.untilMore(prometheus, QUEUE, 50);
        assertThat(impatient.answered(200)).isLessThan(100);
        Living.until(prometheus, QUEUE, 0);

        // Nobody is left to answer: who stands in the queue says nothing any more, least of all that little waits.
        Load lost = Load.on(url + "/", 100, Duration.ofSeconds(6));
        Living.untilMore(prometheus, QUEUE, 50);
        one.close();
        two.close();
        Living.untilMissing(prometheus, QUEUE);
        assertThat(lost.answered(200)).isLessThan(100);
        Living.until(prometheus, "max(haproxy_backend_active_servers{proxy=\"app\"})", 0);
        assertThat(prometheus.now(QUEUE)).isEmpty();
        assertThat(prometheus.now("ALERTS{alertname=\"AppRequestQueueDrained\", alertstate=\"firing\"}"))
                .isEmpty();
    }
}

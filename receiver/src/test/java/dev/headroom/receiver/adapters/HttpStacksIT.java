package dev.headroom.receiver.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.documents.Load;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.grafana.Prometheus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The three libraries that count an ASGI app's requests, OpenTelemetry's with both sets of names; a service each. */
@Timeout(300)
class HttpStacksIT {
    private static final String P95 = "service:http_request_duration_seconds:p95_5m{service=\"%s\"}";
    private static final Map<String, Map<String, String>> STACKS = Map.of(
            "instrumentator", Map.of("STACK", "instrumentator"),
            "starlette", Map.of("STACK", "starlette"),
            "opentelemetry", Map.of("STACK", "opentelemetry", "OTEL_SEMCONV_STABILITY_OPT_IN", "http"),
            "opentelemetry-old", Map.of("STACK", "opentelemetry"));

    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, Child> apps = new LinkedHashMap<>();

    @TempDir
    private Path folder;

    private Living living;

    @BeforeEach
    void begin() {
        Living.assumeAsked();
        living = new Living(HttpStacksIT.class, folder);
        STACKS.forEach((name, environment) -> {
            ports.put(name, Distribution.freePort());
            apps.put(name, start(name, environment));
        });
        ports.values()
                .forEach(port ->
                        Waiting.until("the app answers", () -> Http.at(port).answers("/health")));
    }

    private Child start(String name, Map<String, String> environment) {
        String port = String.valueOf(ports.get(name));
        return living.python("http", environment, "-m", "uvicorn", "stack:app", "--port", port, "--no-access-log");
    }

    @AfterEach
    void stop() {
        if (living != null) {
            living.close();
        }
    }

    /** What the document has to be added to the job of an app with the instrumentator. */
    private static String relabelling() {
        return Adapter.text(Adapter.FOLDER.resolve("fastapi-instrumentator.relabel.yml"))
                .replaceAll("(?m)^#.*\\n", "")
                .indent(4);
    }

    private String job(String name) {
        String more = name.equals("instrumentator") ? relabelling() : "";
        return "  - job_name: %s%n    static_configs: [{targets: [\"127.0.0.1:%d\"], labels: {service: %s}}]%n    metrics_path: /metrics%n%s"
                .formatted(name, ports.get(name), name, more);
    }

    @Test
    void whatTheyCountIsWhatHappened() throws IOException {
        String jobs = String.join("", ports.keySet().stream().map(this::job).toList());
        Prometheus prometheus = living.scraping(jobs, "starlette", "opentelemetry");

        // A series begins with its first answer, and what it begins with is no rate.
        load("/slow", 1).forEach(first -> first.answered(200));
        load("/err", 1).forEach(first -> first.answered(503));
        ports.keySet().forEach(name -> counted(prometheus, name, 1, 1));
        List<Load> crowds = load("/slow", 39);
        ports.keySet()
                .forEach(name -> Living.untilMore(prometheus, "max_over_time(" + P95.formatted(name) + "[5m])", 0.9));
        assertThat(crowds).allSatisfy(crowd -> assertThat(crowd.answered(200)).isEqualTo(39));
        assertThat(load("/err", 9))
                .allSatisfy(crowd -> assertThat(crowd.answered(503)).isEqualTo(9));
        ports.keySet().forEach(name -> counted(prometheus, name, 40, 10));
        keep();

        // An idle app is idle, though it is scraped and asked for its health all the time.
        ports.keySet().forEach(name -> Living.until(prometheus, P95.formatted(name), 0));

        // Who gave up is counted as answered: the adapters' table says so.
        load("/long", 10, Duration.ofSeconds(2))
                .forEach(crowd -> assertThat(crowd.answered(200)).isZero());
        ports.keySet().forEach(name -> counted(prometheus, name, 50, 10));

        overload(prometheus);

        apps.values().forEach(Child::kill);
        ports.keySet().forEach(name -> Living.untilMissing(prometheus, P95.formatted(name)));
        assertThat(prometheus.now(
                        "service:http_errors:ratio_rate2m{service=~\"" + String.join("|", ports.keySet()) + "\"}"))
                .isEmpty();
    }

    /** Handlers that keep the event loop: no scrape comes through, so what is told last holds, and no low latency shows. */
    private void overload(Prometheus prometheus) {
        List<Load> blocked = load("/block", 8);
        ports.keySet().forEach(name -> Living.until(prometheus, "up{job=\"" + name + "\"}", 0));
        assertThat(blocked).allSatisfy(crowd -> assertThat(crowd.answered(200)).isEqualTo(8));
        ports.keySet().forEach(name -> {
            Living.until(prometheus, "up{job=\"" + name + "\"}", 1);
            counted(prometheus, name, 58, 10);
        });
    }

    private static void counted(Prometheus prometheus, String name, int good, int bad) {
        String requests = "sum(http_requests_total{service=\"" + name + "\", code=~\"%s\"})";
        Living.until(prometheus, requests.formatted("2.."), good);
        Living.until(prometheus, requests.formatted("5.."), bad);
    }

    private void keep() throws IOException {
        page(
                "fastapi-instrumentator",
                "instrumentator",
                "prometheus-fastapi-instrumentator 8.1.0, under load",
                "http_request(s_total|_duration_.+_(bucket|sum|count))");
        page(
                "starlette",
                "starlette",
                "starlette_exporter 0.24.0, under load",
                "starlette_request.*(_total|_bucket|_count)");
        Living.keep(
                "opentelemetry",
                "opentelemetry-instrumentation-fastapi 0.66b2, with the stable and the old names, under load",
                Stream.of("opentelemetry", "opentelemetry-old")
                        .map(name -> Http.at(ports.get(name)).text("/metrics/"))
                        .reduce("", String::concat),
                "http_server_(request_duration_seconds|duration_milliseconds)_(bucket|count)");
    }

    private void page(String adapter, String name, String system, String names) throws IOException {
        Living.keep(adapter, system, Http.at(ports.get(name)).text("/metrics"), names);
    }

    private List<Load> load(String path, int times) {
        return load(path, times, Duration.ofSeconds(60));
    }

    private List<Load> load(String path, int times, Duration patience) {
        return ports.values().stream()
                .map(port -> Load.on("http://127.0.0.1:" + port + path, times, patience))
                .toList();
    }
}

package dev.headroom.receiver.documents;

import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Exporter;
import dev.headroom.receiver.e2e.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Two vLLM servers, two apps, Celery and a GPU, by what they write; what they are busy with is what a test says. */
final class PlayedServices {
    private static final Path PAGES = Distribution.ROOT.resolve("alert-rules/adapters/tests");
    private static final String GPU = "{gpu=\"0\",UUID=\"GPU-a\",Hostname=\"h\"}";
    private static final String ENGINE = "{engine=\"0\",model_name=\"m\"}";
    private static final String PAGE =
            "starlette_requests_total{app_name=\"starlette\",method=\"GET\",path=\"/slow\",status_code=\"%s\"}";
    private static final String REQUESTS = "http_requests_total{handler=\"/slow\",method=\"POST\",status=\"%s\"}";

    private final Servers servers;
    private final List<Exporter> models;
    private final Exporter app;
    private final Exporter docs;
    private final Exporter celery;
    private final Exporter dcgm;

    PlayedServices(Servers servers) throws IOException {
        this.servers = servers;
        this.models = List.of(exporter("vllm", "fastapi-instrumentator"), exporter("vllm"));
        this.app = exporter("fastapi-instrumentator");
        this.docs = exporter("starlette");
        this.celery = exporter("celery");
        this.dcgm = exporter("dcgm");
        models.forEach(vllm -> vllm.set("vllm:num_requests_running" + ENGINE, 1));
        models.forEach(vllm -> vllm.set("vllm:kv_cache_usage_perc" + ENGINE, 0.3));
        gpu(60, 20, 10);
        requests(5, 0);
        pages(5, 0);
        tasksWait(1);
    }

    /** What a system writes, as the test of its adapter keeps it. */
    private Exporter exporter(String... pages) throws IOException {
        Exporter exporter = servers.add(new Exporter());
        for (String page : pages) {
            Files.readAllLines(PAGES.resolve(page + ".prom")).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(0, line.lastIndexOf(' ')))
                    .filter(series -> !page.equals("dcgm") || series.endsWith(GPU))
                    .forEach(series -> exporter.set(series, 0));
        }
        return exporter;
    }

    /** As somebody scrapes them who has not heard of Headroom. */
    String scrapes() {
        return """
                scrape_configs:
                  - {job_name: vllm, static_configs: [{targets: ["127.0.0.1:%d", "127.0.0.1:%d"]}]}
                  - {job_name: fastapi, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                  - {job_name: docs, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                  - {job_name: celery, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                  - {job_name: dcgm, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                """.formatted(
                models.get(0).port(), models.get(1).port(), app.port(), docs.port(), celery.port(), dcgm.port());
    }

    /** GiB that are free and used, and percent of its time that the GPU is busy. */
    void gpu(int free, int used, int busy) {
        dcgm.set("DCGM_FI_DEV_FB_FREE" + GPU, free * 1024);
        dcgm.set("DCGM_FI_DEV_FB_USED" + GPU, used * 1024);
        dcgm.set("DCGM_FI_DEV_GPU_UTIL" + GPU, busy);
    }

    /** Requests a second that the app answers well, and that it fails at. */
    void requests(int good, int bad) {
        app.grow(REQUESTS.formatted("2xx"), good);
        app.grow(REQUESTS.formatted("5xx"), bad);
        app.grow("http_request_duration_highr_seconds_bucket{le=\"0.1\"}", good);
        app.grow("http_request_duration_highr_seconds_bucket{le=\"+Inf\"}", good + bad);
        app.grow("http_request_duration_highr_seconds_count", good + bad);
    }

    /** The same of the app that serves documents. */
    void pages(int good, int bad) {
        docs.grow(PAGE.formatted("200"), good);
        docs.grow(PAGE.formatted("503"), bad);
    }

    /** Tasks in Celery's queue. */
    void tasksWait(int tasks) {
        celery.set("celery_queue_length{queue_name=\"llm\"}", tasks);
    }

    /** Requests that wait in each engine. */
    void promptsWait(int requests) {
        models.forEach(vllm -> vllm.set("vllm:num_requests_waiting" + ENGINE, requests));
    }
}

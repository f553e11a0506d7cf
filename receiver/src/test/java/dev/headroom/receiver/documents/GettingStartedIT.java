package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Archive;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Exporter;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Shipped;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The walk of docs/getting-started.md, command by command: from a Prometheus that scrapes what vLLM, FastAPI, Celery and DCGM write to
 * a frozen receiver that decides rightly about them. Beside it the same with four services of other names, and with a Prometheus that
 * has nothing. Only what takes minutes is made short, before the servers load it.
 */
@Timeout(420)
class GettingStartedIT {
    private static final Path DOCUMENT = Path.of("docs/getting-started.md");
    private static final Path PAGES = Distribution.ROOT.resolve("alert-rules/adapters/tests");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String GPU = "{gpu=\"0\",UUID=\"GPU-a\",Hostname=\"h\"}";
    private static final String WAITING = "vllm:num_requests_waiting{engine=\"0\",model_name=\"m\"}";
    private static final String RUNNING = "vllm:num_requests_running{engine=\"0\",model_name=\"m\"}";
    private static final String CELERY = "celery_queue_length{queue_name=\"llm\"}";
    private static final String REQUESTS = "http_requests_total{handler=\"/slow\",method=\"POST\",status=\"%s\"}";

    @TempDir
    static Path folder;

    private static final Servers SERVERS = new Servers();
    private static Generation generation;
    private static Exporter one;
    private static Exporter two;
    private static Exporter api;
    private static Exporter celery;
    private static Exporter dcgm;
    private static Exporter second;
    private static Server prometheus;
    private static Server alertmanager;
    private static Walk walk;
    private static Installation walked;
    private static Installation renamed;

    /** A server that reads its configuration again when it is told to. */
    private record Server(int port, Path configuration) {}

    /** A frozen receiver, and what it calls the services. */
    private record Installation(Http receiver, String model, String web, String jobs) {
        JsonNode explanation(String service) {
            return receiver.told("/api/v1/services/" + service + "/explanation");
        }

        /** The guards that refuse what a service wants. */
        Set<String> refusing(String service) {
            Set<String> refusing = new TreeSet<>();
            explanation(service).path("verdicts").forEach(verdict -> {
                if (verdict.path("verdict").asText().equals("refuse")) {
                    refusing.add(verdict.path("guard").asText());
                }
            });
            return refusing;
        }

        void until(String service, String what, Predicate<JsonNode> condition) {
            try {
                Waiting.until(LIMIT, service + " " + what, () -> condition.test(explanation(service)));
            } catch (AssertionError e) {
                throw new AssertionError(explanation(service) + " " + receiver.text("/api/v1/alerts"), e);
            }
        }
    }

    @BeforeAll
    static void prepare() throws IOException {
        generation = Generation.any("prometheus", "alertmanager", "promtool", "amtool");
        generation.assumeHas(GettingStartedIT.class, "prometheus", "alertmanager", "promtool", "amtool");
        one = exporter("vllm", "fastapi-instrumentator");
        two = exporter("vllm");
        second = exporter("starlette");
        api = exporter("fastapi-instrumentator");
        celery = exporter("celery");
        dcgm = exporter("dcgm");
        List.of(one, two).forEach(GettingStartedIT::idle);
        gpu(60, 20, 10);
        load(5, 0);
        celery.set(CELERY, 1);
        alertmanager = alertmanager("people.yml", """
                route: {receiver: people}
                receivers: [{name: people}]
                """);
        prometheus = prometheus("asked", """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
                scrape_configs:
                  - {job_name: vllm, static_configs: [{targets: ["127.0.0.1:%d", "127.0.0.1:%d"]}]}
                  - {job_name: fastapi, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                  - {job_name: celery, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                  - {job_name: dcgm, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                  - {job_name: docs, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                """.formatted(
                alertmanager.port(), one.port(), two.port(), api.port(), celery.port(), dcgm.port(), second.port()));
        Http asked = Http.at(prometheus.port());
        Waiting.until(
                "all are scraped",
                () -> asked.text("/api/v1/query?query=sum(up)").contains(",\"6\"]"));
        renamed = underOtherNames();
        walk = new Walk();
        walked = walk.go();
    }

    @AfterAll
    static void stop() {
        SERVERS.close();
    }

    /** What a system writes, as the tests of its adapter keep it. */
    private static Exporter exporter(String... pages) throws IOException {
        Exporter exporter = SERVERS.add(new Exporter());
        for (String page : pages) {
            Files.readAllLines(PAGES.resolve(page + ".prom")).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(0, line.lastIndexOf(' ')))
                    .filter(series -> !page.equals("dcgm") || series.endsWith(GPU))
                    .forEach(series -> exporter.set(series, 0));
        }
        return exporter;
    }

    private static void idle(Exporter vllm) {
        vllm.set(WAITING, 0);
        vllm.set(RUNNING, 1);
        vllm.set("vllm:kv_cache_usage_perc{engine=\"0\",model_name=\"m\"}", 0.3);
    }

    /** GiB that are free and used, and percent of its time that the GPU is busy. */
    private static void gpu(int free, int used, int busy) {
        dcgm.set("DCGM_FI_DEV_FB_FREE" + GPU, free * 1024);
        dcgm.set("DCGM_FI_DEV_FB_USED" + GPU, used * 1024);
        dcgm.set("DCGM_FI_DEV_GPU_UTIL" + GPU, busy);
    }

    /** Requests a second that the app answers well, and that it fails at. */
    private static void load(int good, int bad) {
        api.grow(REQUESTS.formatted("2xx"), good);
        api.grow(REQUESTS.formatted("5xx"), bad);
        api.grow("http_request_duration_highr_seconds_bucket{le=\"0.1\"}", good);
        api.grow("http_request_duration_highr_seconds_bucket{le=\"+Inf\"}", good + bad);
        api.grow("http_request_duration_highr_seconds_count", good + bad);
    }

    private static Server prometheus(String name, String configuration) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        Path file = Files.writeString(own.resolve("prometheus.yml"), configuration);
        return prometheus(own, file);
    }

    private static Server prometheus(Path own, Path file) {
        int port = Distribution.freePort();
        SERVERS.add(Child.start(
                own,
                List.of(
                        generation.program("prometheus"),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + own.resolve("data"),
                        "--web.enable-lifecycle",
                        "--web.listen-address=127.0.0.1:" + port),
                Map.of()));
        Waiting.until("Prometheus is ready", () -> Http.at(port).answers("/-/ready"));
        return new Server(port, file);
    }

    private static Server alertmanager(String name, String configuration) throws IOException {
        return alertmanager(Files.writeString(folder.resolve(name), configuration));
    }

    private static Server alertmanager(Path file) {
        int port = Distribution.freePort();
        SERVERS.add(Child.start(
                folder,
                List.of(
                        generation.program("alertmanager"),
                        "--config.file=" + file,
                        "--storage.path=" + folder.resolve("alertmanager" + port),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address="),
                Map.of()));
        Waiting.until("Alertmanager is ready", () -> Http.at(port).answers("/-/ready"));
        return new Server(port, file);
    }

    /** The rules and routes short, and a receiver that looks often. */
    private static void hurry(Path mine) throws IOException {
        Shipped.hurry(mine);
        Path configuration = mine.resolve("headroom.yml");
        Files.writeString(
                configuration,
                Files.readString(configuration).replace("receiver: headroom}", "receiver: headroom, poll_interval: 1s}")
                        + "evaluate_every: 1s\n");
    }

    /** Four services that nobody calls as the shipped ones, from the same Prometheus, with servers of their own. */
    private static Installation underOtherNames() throws IOException {
        Path mine = Files.createDirectories(folder.resolve("other"));
        String asked = "http://127.0.0.1:" + prometheus.port();
        int port = Distribution.freePort();
        Distribution.Result init = Distribution.run(
                mine,
                LIMIT,
                "init",
                "--yes",
                "--prometheus",
                asked,
                "--listen",
                "127.0.0.1:" + port,
                "--service",
                "chat-7b=vllm,dcgm",
                "--service",
                "api=fastapi",
                "--service",
                "batch=celery",
                "--service",
                "docs.web=docs");
        assertThat(init.exit()).as(init.text()).isZero();
        assertThat(init.out()).contains("found chat-7b: llm, by vllm, dcgm", "found docs.web: http, by starlette");
        Distribution.Result lint = Distribution.run(mine, LIMIT, "lint");
        assertThat(lint.exit()).as(lint.text()).isZero();
        hurry(mine);
        Server own = alertmanager(mine.resolve("alertmanager/alertmanager.yml"));
        Path scrapes = mine.resolve("prometheus/prometheus.yml");
        replace(scrapes, "127.0.0.1:" + alertmanager.port(), "127.0.0.1:" + own.port());
        replace(mine.resolve("headroom.yml"), "127.0.0.1:" + alertmanager.port(), "127.0.0.1:" + own.port());
        Server evaluating = prometheus(mine, scrapes);
        replace(mine.resolve("headroom.yml"), asked, "http://127.0.0.1:" + evaluating.port());
        Child receiver = SERVERS.add(Distribution.start(mine, "serve", "--frozen"));
        return new Installation(Http.at(Distribution.port(receiver)), "chat-7b", "api", "batch");
    }

    private static void replace(Path file, String text, String other) throws IOException {
        String all = Files.readString(file);
        assertThat(all).contains(text);
        Files.writeString(file, all.replace(text, other));
    }

    /** The commands of the document, as somebody types them: each ends well. */
    private static final class Walk {
        private final Path home = folder.resolve("headroom");
        private final int port = Distribution.freePort();
        private final StringBuilder printed = new StringBuilder();
        private Path current = folder;
        private Installation installation;

        Installation go() throws IOException {
            launcher();
            String text = Snippets.text(DOCUMENT);
            int begin = line(text, "## 2. ");
            int end = line(text, "Without a Prometheus");
            for (Snippet snippet : Snippets.in(DOCUMENT)) {
                if (snippet.line() > begin && snippet.line() < end) {
                    run(snippet.text());
                }
            }
            return installation;
        }

        private static int line(String text, String beginning) {
            int at = text.indexOf("\n" + beginning);
            assertThat(at).as(beginning).isNotNegative();
            return (int) text.substring(0, at).lines().count();
        }

        private void run(String text) throws IOException {
            if (text.startsWith("git clone ")) {
                assertThat(home).exists();
            } else if (text.startsWith("cd ")) {
                current = current.resolve(text.substring(3)).normalize();
                assertThat(current).exists();
            } else if (text.endsWith(" serve --frozen")) {
                Child receiver = SERVERS.add(Distribution.start(current, "serve", "--frozen"));
                installation = new Installation(Http.at(Distribution.port(receiver)), "vllm", "fastapi", "celery");
                installation.until(
                        "vllm",
                        "is judged",
                        judged -> !judged.path("outcome").asText().isEmpty());
            } else {
                if (text.startsWith("sudo cp prometheus/")) {
                    hurry(current);
                }
                printed.append(new Command(current, LIMIT).must("bash", "-c", placed(text)));
            }
        }

        /** With the ports and the folder of this test. */
        private String placed(String text) {
            return text.replace("127.0.0.1:9090", "127.0.0.1:" + prometheus.port())
                    .replace("127.0.0.1:9093", "127.0.0.1:" + alertmanager.port())
                    .replace(" init ", " init --listen 127.0.0.1:" + port + " ")
                    .replace(
                            "/etc/prometheus/prometheus.yml",
                            prometheus.configuration().toString())
                    .replace(
                            "/etc/prometheus/alertmanager.yml",
                            alertmanager.configuration().toString())
                    .replaceFirst("^sudo ", "")
                    .replaceFirst("^promtool ", generation.program("promtool") + " ")
                    .replaceFirst("^amtool ", generation.program("amtool") + " ");
        }

        /** As ./headroom, without building. */
        private void launcher() throws IOException {
            Files.createDirectories(home);
            Path script = Files.writeString(home.resolve("headroom"), """
                    #!/bin/bash
                    HEADROOM_HOME=%s exec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC %s -Xlog:disable \\
                      -cp '%s/*' dev.headroom.receiver.cli.Main "$@"
                    """.formatted(
                            Distribution.ROOT,
                            Path.of(System.getProperty("java.home"), "bin", "java"),
                            Archive.option(),
                            Distribution.LIB));
            assertThat(script.toFile().setExecutable(true)).isTrue();
        }
    }

    @Test
    void theCommandsOfTheWalkShowWhatTheDocumentSays() throws IOException {
        assertThat(walk.printed)
                .contains("found vllm: llm, by vllm, dcgm of job", "found fastapi: http, by fastapi-instrumentator")
                .contains("No findings.")
                .containsPattern("(?m)^vllm +2 ");
        assertThat(Files.readString(folder.resolve("mine/FOUND.md")))
                .contains("| `vllm` | llm_queue_length | yes |", "| `fastapi` | cpu_usage | no |")
                .contains("`fastapi` is never scaled down");
    }

    /** Each in turn: what is wanted is what the load says, and only the freeze, or the want of room, is against it. */
    @Test
    void aDrivenLoadIsDecidedRightlyUnderAnyName() {
        List<Installation> both = List.of(walked, renamed);
        both.forEach(each ->
                each.until(each.model(), "could do with fewer, and is at its minimum", GettingStartedIT::wantsFewer));
        celery.set(CELERY, 60);
        load(100, 50);
        both.forEach(each -> {
            each.until(each.jobs(), "wants one more for its queue", told -> wantsMore(told, "queue_length", 1));
            each.until(each.web(), "wants one more for its errors", told -> wantsMore(told, "error_rate", 1));
        });
        List.of(one, two).forEach(vllm -> vllm.set(WAITING, 40));
        both.forEach(each -> {
            each.until(each.model(), "wants one more for its queue", told -> wantsMore(told, "queue_length", 2));
            assertThat(each.refusing(each.model()))
                    .as("there is room on the GPU")
                    .containsExactly("override");
        });
        gpu(8, 72, 95);
        both.forEach(each -> each.until(
                each.model(),
                "has no room on its GPU",
                told -> each.refusing(each.model()).contains("vram")));
    }

    private static boolean wantsMore(JsonNode told, String trigger, int from) {
        return told.path("to").asInt() == from + 1
                && told.path("source").asText().equals(trigger);
    }

    private static boolean wantsFewer(JsonNode told) {
        return told.toString().contains("QueueDrained");
    }

    @Test
    void ofAPrometheusThatHasNothingItIsSaidWhatIsMissing() throws IOException {
        Server empty = prometheus("empty", "global: {scrape_interval: 1s}\n");
        Path mine = Files.createDirectories(folder.resolve("nothing"));

        Distribution.Result init =
                Distribution.run(mine, LIMIT, "init", "--yes", "--prometheus", "http://127.0.0.1:" + empty.port());

        assertThat(init.exit()).as(init.text()).isEqualTo(1);
        assertThat(init.out()).contains("No service was found that could be scaled");
        assertThat(mine.toFile().list((in, name) -> !name.startsWith("child"))).containsExactly("FOUND.md");
        assertThat(Files.readString(mine.resolve("FOUND.md"))).contains("docs/metrics.md", "vllm");
    }
}

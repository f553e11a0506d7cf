package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.grafana.Prometheus;
import dev.headroom.receiver.store.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs of docs/metrics.md, run with the libraries that they import and put under load: a real Prometheus reads them all
 * the time, and what it has read at the end is what happened.
 */
@Timeout(120)
class ExportersIT {
    private static final Path DOCUMENT = Path.of("docs/metrics.md");
    private static final int SLOTS = 32;

    /** What the app does: waits, as for a database; keeps its process from everything else; fails. */
    private static final String WORK = """

            @app.post("/wait")
            async def wait():
                await asyncio.sleep(3)

            @app.post("/block")
            async def block():
                time.sleep(0.4)

            @app.post("/fail")
            async def fail():
                raise RuntimeError("on purpose")
            """;

    private final Servers servers = new Servers();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        servers.close();
    }

    /** A worker that does a hundred tasks, of which ten fail; and what the document leaves to the reader. */
    private static final String LLM = """

            def generate(task):
                if task % 10 == 0:
                    raise ValueError("on purpose")

            for task in range(100):
                try:
                    work(task)
                except ValueError:
                    pass
            import time
            time.sleep(600)
            """;

    private static final String RL = """

            def train():
                time.sleep(0.05)

            def save():
                pass

            import time
            for _ in range(20):
                episode()
                checkpoint()
            train = lambda: time.sleep(600)
            episode()
            """;

    /** A program as it stands in the document, but for its ports. */
    private String program(String text, Map<Integer, Integer> ports) {
        String program = CodeBlock.with(text, "python", DOCUMENT);
        for (Map.Entry<Integer, Integer> port : ports.entrySet()) {
            program = program.replace("" + port.getKey(), "" + port.getValue());
        }
        return program;
    }

    private List<Prometheus> scraped(String service, List<Integer> ports) throws IOException {
        String targets =
                ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").collect(Collectors.joining(", "));
        String scrapes = """
                scrape_configs:
                  - job_name: services
                    static_configs: [{targets: [%s], labels: {service: %s}}]
                """.formatted(targets, service);
        List<Prometheus> all = new ArrayList<>();
        for (Generation generation : Generation.here(ExportersIT.class, "prometheus")) {
            all.add(servers.add(Prometheus.scraping(generation, folder.resolve(generation.name()), scrapes)));
        }
        all.forEach(
                one -> Waiting.until("all are scraped", () -> one.value("sum(up{job=\"services\"})") == ports.size()));
        return all;
    }

    /** That no scrape was lost or late, from the beginning on. */
    private static void everyScrapeCame(Prometheus prometheus) {
        assertThat(prometheus.value("min(min_over_time(up{job=\"services\"}[5m]))"))
                .isEqualTo(1);
        assertThat(prometheus.value("max(max_over_time(scrape_duration_seconds{job=\"services\"}[5m]))"))
                .isLessThan(2);
    }

    @Test
    void twoReplicasTellWhatWaitsAndWhatWasAnswered() throws IOException {
        Python python = Python.assumed(ExportersIT.class);
        List<Integer> ports = free(2);
        List<Integer> metrics = free(2);
        for (int replica = 0; replica < 2; replica++) {
            Path home = Files.createDirectories(folder.resolve("replica" + replica));
            Files.writeString(home.resolve("app.py"), program("FastAPI()", Map.of(8003, metrics.get(replica))) + WORK);
            servers.add(python.start(
                    home, Map.of(), "-m", "uvicorn", "app:app", "--port", "" + ports.get(replica), "--no-access-log"));
        }
        ports.forEach(
                port -> Waiting.until("the app answers", () -> Http.at(port).answers("/health")));
        List<Prometheus> all = scraped("app", metrics);

        List<Load> waiting =
                ports.stream().map(port -> Load.on(url(port, "wait"), 250)).toList();
        ports.forEach(port -> Http.at(port).answers("/health"));
        all.forEach(one -> Waiting.until(
                "the queue was seen",
                () -> one.value("max_over_time(service:http_request_queue_length:sum{service=\"app\"}[2m])") > 100));
        assertThat(waiting).allSatisfy(load -> assertThat(load.answered(200)).isEqualTo(250));
        List<Load> blocked =
                ports.stream().map(port -> Load.on(url(port, "block"), 8)).toList();
        assertThat(blocked).allSatisfy(load -> assertThat(load.answered(200)).isEqualTo(8));
        // One after the other: the server closes after such an answer, and another may just have been sent to it.
        assertThat(IntStream.range(0, 5)
                        .mapToLong(i -> Load.on(url(ports.get(0), "fail"), 1).answered(500))
                        .sum())
                .isEqualTo(5);
        assertThat(Load.on(url(ports.get(1), "nothing"), 4).answered(404)).isEqualTo(4);

        all.forEach(one -> {
            Waiting.until("the last is counted", () -> one.value("sum(http_requests_total)") >= 2 * 258 + 9);
            assertThat(one.value("sum(http_requests_total{code=\"200\"})")).isEqualTo(2 * 258);
            assertThat(one.value("sum(http_requests_total{code=\"500\"})")).isEqualTo(5);
            assertThat(one.value("sum(http_requests_total{code=\"404\"})")).isEqualTo(4);
            assertThat(one.value("sum(http_request_duration_seconds_count)")).isEqualTo(2 * 258 + 9);
            assertThat(one.value("sum(http_request_queue_length)")).isZero();
            everyScrapeCame(one);
        });
    }

    /** Also when one of them dies with what it does and what waits for it. */
    @Test
    void theWorkersOfOneReplicaAreAddedUp() throws IOException {
        Python python = Python.assumed(ExportersIT.class);
        int port = Distribution.freePort();
        int metrics = Distribution.freePort();
        Files.writeString(folder.resolve("app.py"), program("FastAPI()", Map.of()) + WORK);
        Files.writeString(folder.resolve("serve.py"), program("class Workers", Map.of(8003, metrics, 8000, port)));
        Child serving = servers.add(python.start(folder, Map.of(), "serve.py"));
        Waiting.until("both workers are there", () -> serving.err().split("startup complete").length > 2);
        List<Prometheus> all = scraped("app", List.of(metrics));

        assertThat(Load.on(url(port, "wait"), 150).answered(200)).isEqualTo(150);
        all.forEach(one -> Waiting.until("all are counted", () -> one.value("sum(http_requests_total)") == 150));

        Load lost = Load.on(url(port, "wait"), 500);
        all.forEach(one -> Waiting.until("many wait", () -> one.value("sum(http_request_queue_length)") > 2 * SLOTS));
        serving.process()
                .descendants()
                .filter(ExportersIT::isWorker)
                .findFirst()
                .orElseThrow()
                .destroyForcibly();
        long answered = lost.answered(200);
        assertThat(answered)
                .as("some by the other, who may have had few of them")
                .isBetween(20L, 499L);
        all.forEach(one -> {
            Waiting.until("nobody waits", () -> one.value("sum(http_request_queue_length)") == 0);
            // A worker may have counted a request whose answer died with it.
            Waiting.until("all are counted", () -> one.value("sum(http_requests_total)") >= 150 + answered);
            assertThat(one.value("sum(http_requests_total)")).isBetween(150.0 + answered, 150.0 + answered + SLOTS);
            everyScrapeCame(one);
        });
    }

    /** Of both kinds; and they are seen to be gone, not idle, while what they take work from does not answer. */
    @Test
    void theWorkersTellWhatTheyDidAndHowMuchWaits() throws IOException {
        Python python = Python.assumed(ExportersIT.class);
        assumeTrue(RedisServer.installed(), "no redis-server on the PATH");
        RedisServer redis = servers.add(RedisServer.start(Files.createDirectories(folder.resolve("redis"))));
        redis.tell(jedis -> {
            IntStream.range(0, 60).forEach(task -> jedis.lpush("llm:tasks", "" + task));
            jedis.lpush("rl:experiments", "one", "two");
        });
        int llm = Distribution.freePort();
        int rl = Distribution.freePort();
        Files.writeString(folder.resolve("llm.py"), program("llm_queue_length", Map.of(8001, llm)) + LLM);
        Files.writeString(folder.resolve("rl.py"), program("rl_training_queue_length", Map.of(8002, rl)) + RL);
        Map<String, String> broker = Map.of("REDIS_URL", "redis://127.0.0.1:" + redis.port() + "/0");
        servers.add(python.start(folder, broker, "llm.py"));
        servers.add(python.start(folder, broker, "rl.py"));

        List<Prometheus> all = scraped("worker", List.of(llm, rl));
        all.forEach(one -> {
            Waiting.until("it trains on", () -> one.value("rl_episode_duration_seconds_count") == 20);
            assertThat(one.value("llm_queue_length")).isEqualTo(60);
            assertThat(one.value("llm_tasks_total{status=\"success\"}")).isEqualTo(90);
            assertThat(one.value("llm_tasks_total{status=\"failure\"}")).isEqualTo(10);
            assertThat(one.value("llm_task_duration_seconds_count")).isEqualTo(100);
            assertThat(one.value("rl_training_queue_length")).isEqualTo(2);
            assertThat(one.value("rl_checkpoints_total")).isEqualTo(20);
            assertThat(one.value("time() - rl_episode_start_timestamp_seconds")).isBetween(0.0, 100.0);
            assertThat(one.value("count(process_start_time_seconds{job=\"services\"} > 0)"))
                    .isEqualTo(2);
            everyScrapeCame(one);
        });

        redis.pause();
        all.forEach(one -> Waiting.until("no worker is seen", () -> one.value("sum(up{job=\"services\"})") == 0));
        redis.resume();
        all.forEach(one -> Waiting.until("both are seen", () -> one.value("sum(up{job=\"services\"})") == 2));
    }

    private static boolean isWorker(ProcessHandle process) {
        return Stream.of(process.info().arguments().orElse(new String[0]))
                .anyMatch(word -> word.contains("spawn_main"));
    }

    private static String url(int port, String path) {
        return "http://127.0.0.1:" + port + "/" + path;
    }

    private static List<Integer> free(int count) {
        return IntStream.range(0, count)
                .mapToObj(each -> Distribution.freePort())
                .toList();
    }
}

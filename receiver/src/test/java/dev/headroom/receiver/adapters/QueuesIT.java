package dev.headroom.receiver.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.grafana.Prometheus;
import dev.headroom.receiver.store.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queues whose workers are killed, one and then all, and whose broker is lost at the end. */
@Timeout(400)
class QueuesIT {
    private static final String QUEUE = "service:llm_queue_length:max{service=\"worker-llm\"}";
    private static final String RUNNING = "sum(llm_tasks_running{service=\"worker-llm\"})";
    private static final String TASKS = "sum(llm_tasks_total{service=\"worker-llm\", status=\"%s\"})";
    private static final String P95 = "service:llm_task_duration_seconds:p95_5m{service=\"worker-llm\"}";
    private static final String BUILDUP = "count(ALERTS{alertname=\"LLMQueueBuildup\", alertstate=\"firing\"})";

    @TempDir
    private Path folder;

    private Living living;
    private final int metrics = Distribution.freePort();

    @BeforeEach
    void begin() {
        Living.assumeAsked();
        living = new Living(QueuesIT.class, folder);
    }

    @AfterEach
    void stop() {
        if (living != null) {
            living.close();
        }
    }

    private Prometheus scraping(String adapter, String more) throws IOException {
        Waiting.until("the exporter answers", () -> Http.at(metrics).answers("/metrics"));
        return living.scraping("""
                  - job_name: queue
                    static_configs: [{targets: ["127.0.0.1:%d"], labels: {service: worker-llm}}]
                """.formatted(metrics) + more, adapter);
    }

    private void keep(String adapter, String system, String path, String names) throws IOException {
        Living.keep(adapter, system, Http.at(metrics).text(path), names);
    }

    /** With everything that it started, as the host's kill of a container does. */
    private static void kill(Child child) {
        child.process().descendants().forEach(ProcessHandle::destroyForcibly);
        child.kill();
    }

    @Test
    void rq() throws IOException {
        assumeTrue(RedisServer.installed(), "no redis-server on the PATH");
        RedisServer redis = living.add(RedisServer.start(Files.createDirectories(folder.resolve("redis"))));
        String url = "redis://127.0.0.1:" + redis.port() + "/0";
        Map<String, String> environment = Map.of(
                "REDIS_URL",
                url,
                "RQ_REDIS_URL",
                url,
                "RQ_EXPORTER_HOST",
                "127.0.0.1",
                "RQ_EXPORTER_PORT",
                "" + metrics);
        living.python("rq", environment, "-m", "rq_exporter");
        Prometheus prometheus = scraping("rq", "");
        assertThat(prometheus.now(QUEUE)).as("before the first job").isEmpty();

        enqueue(environment, "work", "9", "0");
        enqueue(environment, "fail", "1");
        Living.until(prometheus, QUEUE, 10);
        Child one = rqWorker(environment, url, "one");
        Living.until(prometheus, TASKS.formatted("success"), 9);
        Living.until(prometheus, TASKS.formatted("failure"), 1);
        Living.until(prometheus, QUEUE, 0);

        enqueue(environment, "work", "62", "600");
        Child two = rqWorker(environment, url, "two");
        Living.until(prometheus, QUEUE, 60);
        Living.until(prometheus, BUILDUP, 1);
        Living.until(prometheus, RUNNING, 2);
        Living.until(prometheus, "avg(llm_task_slots{service=\"worker-llm\"})", 1);
        keep(
                "rq",
                "rq-exporter 3.1.0 of RQ 2.12.0, under load",
                "/metrics",
                "rq_(jobs|workers|workers_(success|failed)_total)");

        kill(one);
        Living.until(prometheus, RUNNING, 1);
        assertThat(prometheus.value("sum(rq_jobs{status=\"started\"})"))
                .as("the dead one's job")
                .isEqualTo(2);
        kill(two);
        Living.untilMissing(prometheus, RUNNING);
        assertThat(prometheus.value(QUEUE)).as("without any worker").isEqualTo(60);
        redis.kill();
        Living.untilMissing(prometheus, QUEUE);
    }

    private void enqueue(Map<String, String> environment, String function, String... words) {
        String[] all = Stream.concat(Stream.of("-m", "rq_enqueue", function), Stream.of(words))
                .toArray(String[]::new);
        assertThat(living.python("rq", environment, all).exit(Duration.ofSeconds(60)))
                .isZero();
    }

    private Child rqWorker(Map<String, String> environment, String url, String name) {
        return living.python(
                "rq",
                environment,
                "-m",
                "rq.cli",
                "worker",
                "llm",
                "-u",
                url,
                "-n",
                name,
                "--job-monitoring-interval",
                "1");
    }

    @Test
    void celery() throws IOException {
        assumeTrue(RedisServer.installed(), "no redis-server on the PATH");
        String exporter =
                Optional.ofNullable(System.getenv("HEADROOM_CELERY_EXPORTER")).orElse("");
        assumeTrue(!exporter.isEmpty(), "no HEADROOM_CELERY_EXPORTER, the folder of celery-exporter 0.12");
        RedisServer redis = living.add(RedisServer.start(Files.createDirectories(folder.resolve("redis"))));
        Map<String, String> environment = Map.of("BROKER_URL", "redis://127.0.0.1:" + redis.port() + "/0");
        living.python(
                "celery",
                environment,
                exporter + "/cli.py",
                "--broker-url",
                environment.get("BROKER_URL"),
                "--host",
                "127.0.0.1",
                "--port",
                "" + metrics,
                "--queues",
                "llm");
        // Without a worker it takes two seconds to answer.
        Prometheus prometheus = scraping("celery", "    scrape_interval: 4s\n    scrape_timeout: 4s\n");

        send(environment, "work", "9", "0.1");
        send(environment, "fail", "1");
        Living.until(prometheus, QUEUE, 10); // without any worker
        Child worker = celeryWorker(environment, "one");
        Living.until(prometheus, TASKS.formatted("success"), 9);
        Living.until(prometheus, TASKS.formatted("failure"), 1);
        Living.until(prometheus, QUEUE, 0);
        Living.until(prometheus, P95, 0);

        send(environment, "work", "64", "600");
        Living.untilMore(prometheus, QUEUE, 50);
        Living.until(prometheus, BUILDUP, 1);
        Living.until(prometheus, RUNNING, 2);
        Living.until(prometheus, "avg(llm_task_slots{service=\"worker-llm\"})", 2);
        keep(
                "celery",
                "celery-exporter 0.12.2 of Celery 5.7.0 on Redis 7.0.15, under load",
                "/metrics",
                "celery_(queue_length|worker_tasks_active|active_(worker|process)_count|task_(succeeded|failed)_total|task_runtime_(bucket|count))");

        double waiting = prometheus.value(QUEUE);
        kill(worker);
        Living.untilMissing(prometheus, RUNNING);
        assertThat(prometheus.value("sum(celery_worker_tasks_active)"))
                .as("the dead one's tasks")
                .isEqualTo(2);
        Living.untilMissing(prometheus, P95);
        assertThat(prometheus.value(QUEUE)).isEqualTo(waiting);
        redis.kill();
        Living.until(prometheus, "up{job=\"queue\"}", 0);
        Living.untilMissing(prometheus, QUEUE);
    }

    private void send(Map<String, String> environment, String... words) {
        String[] all = Stream.concat(Stream.of("-m", "tasks"), Stream.of(words)).toArray(String[]::new);
        assertThat(living.python("celery", environment, all).exit(Duration.ofSeconds(60)))
                .isZero();
    }

    private Child celeryWorker(Map<String, String> environment, String name) {
        return living.python(
                "celery", environment, "-m", "celery", "-A", "tasks", "worker", "-E", "-c", "2", "-n", name + "@one");
    }

    @Test
    void rabbitmq() throws IOException {
        Path server = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
        assumeTrue(Files.isExecutable(server), "no rabbitmq-server");
        int port = Distribution.freePort();
        int names = Distribution.freePort();
        Path home = Files.createDirectories(folder.resolve("rabbitmq"));
        Files.writeString(home.resolve("plugins"), "[rabbitmq_prometheus].\n");
        Files.writeString(home.resolve("rabbitmq.conf"), """
                listeners.tcp.1 = 127.0.0.1:%d
                prometheus.tcp.ip = 127.0.0.1
                prometheus.tcp.port = %d
                """.formatted(port, metrics));
        Map<String, String> environment = Map.of(
                "HOME", home.toString(),
                "RABBITMQ_NODENAME", "headroom@localhost",
                "RABBITMQ_CONFIG_FILE", home.resolve("rabbitmq.conf").toString(),
                "RABBITMQ_ENABLED_PLUGINS_FILE", home.resolve("plugins").toString(),
                "RABBITMQ_MNESIA_BASE", home.resolve("data").toString(),
                "RABBITMQ_LOG_BASE", home.resolve("log").toString(),
                "RABBITMQ_DIST_PORT", "" + Distribution.freePort(),
                "ERL_EPMD_PORT", "" + names);
        living.add(() -> Child.start(folder, List.of("epmd", "-port", "" + names, "-kill"), Map.of())
                .exit(Duration.ofSeconds(20)));
        Child broker = living.add(Child.start(home, List.of(server.toString()), environment));
        Prometheus prometheus = scraping("rabbitmq", """
                    metrics_path: /metrics/detailed
                    params: {family: [queue_coarse_metrics]}
                """);
        assertThat(prometheus.now(QUEUE)).as("without any queue").isEmpty();

        Map<String, String> client = Map.of("BROKER", "127.0.0.1:" + port);
        assertThat(living.python("celery", client, "-m", "rabbit", "send", "62").exit(Duration.ofSeconds(60)))
                .isZero();
        Living.until(prometheus, QUEUE, 62); // and not the 62 events
        Child consumer = living.python("celery", client, "-m", "rabbit", "take", "8");
        Living.until(prometheus, RUNNING, 8);
        Living.until(prometheus, QUEUE, 54);
        Living.until(prometheus, BUILDUP, 1);
        String pages = Http.at(metrics).text("/metrics/detailed?family=queue_coarse_metrics")
                + Http.at(metrics).text("/metrics/per-object");
        Living.keep(
                "rabbitmq",
                "RabbitMQ 3.10.8, at both of its pages, under load",
                pages,
                "rabbitmq_(detailed_)?queue_messages_(ready|unacked)");

        kill(consumer);
        Living.until(prometheus, QUEUE, 62);
        Living.until(prometheus, RUNNING, 0);
        kill(broker);
        Living.untilMissing(prometheus, QUEUE);
    }
}

package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.DockerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole way, on real servers: a metric of an exporter, Prometheus with the shipped rules, Alertmanager with the
 * shipped routes, the packaged program, and containers of a docker-compose project. Only durations differ from what is
 * shipped, and only in the test's own copies.
 */
@ParameterizedClass
@EnumSource(Generation.class)
@Execution(CONCURRENT)
class RealServersIT {
    private static final String QUEUE = "llm_queue_length{service=\"worker-llm\"}";
    private static final String FREE = "nvidia_gpu_memory_free_bytes{service=\"none\",gpu=\"0\",gpu_uuid=\"GPU-1\"}";
    private static final String TOTAL = "nvidia_gpu_memory_total_bytes{service=\"none\",gpu=\"0\",gpu_uuid=\"GPU-1\"}";
    private static final double GIB = 1 << 30;
    private static final int FEW = 0;
    private static final int MANY = 60;
    /** Neither a reason to scale up nor to scale down. */
    private static final int SOME = 30;

    private final Servers servers = new Servers();

    @Parameter
    Generation generation;

    @TempDir
    Path folder;

    private Exporter exporter;
    private DockerProject project;
    private Path config;
    private Http headroom;
    private Http alertmanager;

    @BeforeEach
    void start() throws IOException {
        generation.assumeHas(RealServersIT.class, Pipeline.PROGRAMS);
        if (!BusyboxImage.whyNot().isEmpty()) {
            System.err.println("SKIPPED: RealServersIT, " + BusyboxImage.whyNot());
        }
        assumeTrue(BusyboxImage.whyNot().isEmpty(), BusyboxImage.whyNot());
        exporter = servers.add(new Exporter());
        steadyWorkers();
        load(SOME, 30);
        int port = Distribution.freePort();
        Path token = Files.writeString(folder.resolve("token"), "an-end-to-end-token-of-some-length\n");
        Pipeline pipeline = new Pipeline(generation, servers, folder);
        alertmanager = pipeline.alertmanager(port, token);
        pipeline.prometheus(alertmanager, exporter, port);
        startProject();
        startHeadroom(port, token);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    /**
     * What else is known of worker-llm, between its thresholds: a missing signal would hold a scale-down.
     */
    private void steadyWorkers() {
        busy(0.45);
        exporter.set("nvidia_gpu_memory_free_bytes{service=\"worker-llm\",gpu=\"1\",gpu_uuid=\"GPU-2\"}", 14 * GIB);
        exporter.set("nvidia_gpu_memory_total_bytes{service=\"worker-llm\",gpu=\"1\",gpu_uuid=\"GPU-2\"}", 40 * GIB);
        exporter.grow("llm_task_duration_seconds_bucket{service=\"worker-llm\",le=\"2\"}", 0);
        exporter.grow("llm_task_duration_seconds_bucket{service=\"worker-llm\",le=\"4\"}", 10);
        exporter.grow("llm_task_duration_seconds_bucket{service=\"worker-llm\",le=\"+Inf\"}", 10);
        exporter.grow("llm_task_duration_seconds_count{service=\"worker-llm\"}", 10);
    }

    private void startProject() throws IOException {
        BusyboxImage image = servers.add(BusyboxImage.make(folder.resolve("image")));
        String services = DockerProject.service("app", image)
                + DockerProject.service("worker-llm", image)
                + DockerProject.service("worker-rl", image);
        String name = "headroome2e" + generation.ordinal() + "x"
                + ProcessHandle.current().pid();
        project = servers.add(
                DockerProject.of(name, folder.resolve("project"), "version: \"2.4\"\nservices:\n" + services));
        project.up("app=2", "worker-llm=2", "worker-rl=1");
    }

    private void startHeadroom(int port, Path token) throws IOException {
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, map -> {
            Shipped.cooldowns(map, "20s");
            Shipped.everyService(map, "warmup_time", "3s");
            Shipped.everyService(map, "drain_timeout", "10s");
            return map;
        });
        config = Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:%d
                token_file: %s
                policy: %s
                store: sqlite:%s
                target: {kind: compose, project: %s}
                alertmanager: {url: "http://127.0.0.1:%d", receiver: headroom, poll_interval: 1s}
                evaluate_every: 1s
                """.formatted(
                        port, token, policy, folder.resolve("state.db"), project.name(), alertmanager.port()));
        Child child = servers.add(Distribution.start(folder, "serve", "--config", config.toString()));
        headroom = new Http(Distribution.port(child), Files.readString(token).strip());
        Waiting.until("the heartbeat has come", () -> headroom.answers("/readyz") && firing("Watchdog"));
    }

    @Test
    void aMetricScalesContainersAndLowGpuMemoryHoldsThem() throws IOException {
        Set<String> two = project.ids("worker-llm");
        queueGrows(two);
        queueDrains(two);
        lowGpuMemoryVetoes(two);
        aSilencePauses(two);
    }

    private void queueGrows(Set<String> two) {
        load(MANY, 30);
        Waiting.until(
                "worker-llm has a third container",
                () -> project.ids("worker-llm").size() == 3);
        load(SOME, 30);
        Waiting.until("3 of worker-llm are healthy", () -> healthy("worker-llm") == 3);
        Waiting.until("2 of worker-rl are healthy", () -> healthy("worker-rl") == 2);
        Waiting.until(
                "the rollout is done",
                () -> service("worker-llm").path("rollout").isNull());
        assertThat(service("worker-llm").path("desired").asInt()).isEqualTo(3);
        assertThat(project.ids("worker-llm")).containsAll(two);
        composeTakesItForItsOwn();
    }

    /** Compose lists the new container, and has nothing to change when it is told the same count. */
    private void composeTakesItForItsOwn() {
        assertThat(project.compose("ps")).contains(project.name() + "_worker-llm_3");
        Map<String, String> before = starts();
        project.up("app=2", "worker-llm=3", "worker-rl=2");
        assertThat(before).hasSize(7);
        assertThat(starts()).isEqualTo(before);
    }

    /** Two of three workers could carry the load, after the shortened hour that scale-downs remember. */
    private void queueDrains(Set<String> two) {
        Set<String> three = project.ids("worker-llm");
        load(FEW, 30);
        busy(0.3);
        Waiting.until(
                Duration.ofMinutes(3),
                "2 of worker-llm are left",
                () -> project.ids("worker-llm").size() == 2);
        load(SOME, 30);
        busy(0.45);
        assertThat(project.ids("worker-llm")).as("the newest goes").isEqualTo(two);
        Set<String> gone = new HashSet<>(three);
        gone.removeAll(two);
        assertThat(folder.resolve("project/stopped").toFile().list())
                .as("who got SIGTERM")
                .containsExactly(gone.iterator().next().substring(0, 12));
        assertThat(healthy("worker-llm")).isEqualTo(2);
    }

    private void lowGpuMemoryVetoes(Set<String> two) {
        load(SOME, 7);
        Waiting.until("VRAMHeadroomLow fires", () -> firing("VRAMHeadroomLow"));
        load(MANY, 7);
        Waiting.until(
                "only GPU memory holds the scale-up, but: " + explanation(),
                () -> explanation().path("to").asInt() == 3 && refusing().equals(Set.of("vram", "matrix")));
        staysAtTwo();
        assertThat(project.ids("worker-llm")).isEqualTo(two);
        Distribution.Result explain = Distribution.run(
                folder, Duration.ofSeconds(60), "explain", "worker-llm", "--config", config.toString());
        assertThat(explain.exit()).isZero();
        assertThat(explain.out())
                .startsWith("worker-llm stays at 2: LLMQueueBuildup wants 3")
                .contains("VRAMHeadroomLow fires");
    }

    /** Over several evaluations; what is known of a service stays known while its containers are looked at anew. */
    private void staysAtTwo() {
        for (int i = 0; i < 40; i++) {
            JsonNode shown = service("worker-llm");
            assertThat(shown.path("desired").asText()).isEqualTo("2");
            assertThat(shown.path("ready").asText()).isEqualTo("2");
            Waiting.sleep(Duration.ofMillis(100));
        }
    }

    /** Alertmanager tells nobody of a silence: the poll finds out. Soon after its start its list is not trusted. */
    private void aSilencePauses(Set<String> two) throws IOException {
        assertThat(firing("LLMQueueBuildup")).isTrue();
        Instant now = Instant.now();
        assertThat(alertmanager.post("/api/v2/silences", """
                {"matchers":[{"name":"alertname","value":"LLMQueueBuildup","isRegex":false,"isEqual":true}],
                "startsAt":"%s","endsAt":"%s","createdBy":"test","comment":"a pause"}
                """.formatted(now, now.plusSeconds(600))))
                .isEqualTo(200);
        Waiting.until("the silenced alert is gone", () -> !firing("LLMQueueBuildup"));
        load(MANY, 30);
        Waiting.until("GPU memory is free again", () -> !firing("VRAMHeadroomLow"));
        Waiting.until(
                "nothing asks for a change",
                () -> explanation().path("reason").asText().equals("steady"));
        assertThat(project.ids("worker-llm")).isEqualTo(two);
    }

    /**
     * Sets what the exporter tells.
     *
     * @param queue tasks that wait for an LLM worker
     * @param freeGib of the 40 GiB of GPU memory
     */
    private void load(int queue, int freeGib) {
        exporter.set(QUEUE, queue);
        exporter.set(FREE, freeGib * GIB);
        exporter.set(TOTAL, 40 * GIB);
    }

    /** How much of the workers' GPU is in use, 0 to 1. */
    private void busy(double utilization) {
        exporter.set("nvidia_gpu_utilization_ratio{service=\"worker-llm\",gpu_uuid=\"GPU-2\"}", utilization);
    }

    private JsonNode service(String name) {
        return headroom.get("/api/v1/services/" + name);
    }

    private JsonNode explanation() {
        return headroom.get("/api/v1/services/worker-llm/explanation");
    }

    private Set<String> refusing() {
        Set<String> guards = new HashSet<>();
        explanation().path("verdicts").forEach(verdict -> {
            if (verdict.path("verdict").asText().equals("refuse")) {
                guards.add(verdict.path("guard").asText());
            }
        });
        return guards;
    }

    private boolean firing(String name) {
        for (JsonNode alert : headroom.get("/api/v1/alerts")) {
            if (alert.path("name").asText().equals(name)
                    && alert.path("phase").asText().equals("firing")) {
                return true;
            }
        }
        return false;
    }

    private long healthy(String service) {
        return project.ids(service).stream()
                .filter(id ->
                        project.inspect(id).at("/State/Health/Status").asText().equals("healthy"))
                .count();
    }

    /** When each container of the project was started, by its id. */
    private Map<String, String> starts() {
        Map<String, String> starts = new TreeMap<>();
        for (String service : List.of("app", "worker-llm", "worker-rl")) {
            project.ids(service)
                    .forEach(id -> starts.put(
                            id, project.inspect(id).at("/State/StartedAt").asText()));
        }
        return starts;
    }
}

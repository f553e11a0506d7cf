package dev.headroom.receiver.e2e;

import static dev.headroom.receiver.gpu.nvml.NvmlStub.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.gpu.nvml.NvmlStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * GPU memory the whole way: the packaged program reads it by NVML, of which a stand-in is loaded, and exports it; the
 * shipped rule on real Prometheus fires, real Alertmanager notifies, a queue's scale-up is refused; memory comes back,
 * and a container of a real docker-compose project starts on the other GPU.
 */
class GpuIT {

    private static final Generation GENERATION = Generation.any(Pipeline.PROGRAMS);

    private final Servers servers = new Servers();

    @TempDir
    Path folder;

    private NvmlStub gpus;
    private Exporter exporter;
    private DockerProject project;
    private Path config;
    private Http headroom;

    @BeforeEach
    void start() throws IOException {
        String missing = Stream.of(GENERATION.missing(Pipeline.PROGRAMS), NvmlStub.whyNot(), BusyboxImage.whyNot())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        if (!missing.isEmpty()) {
            System.err.println("SKIPPED: GpuIT, " + missing);
        }
        assumeTrue(missing.isEmpty(), missing);
        gpus = NvmlStub.in(folder).gpus(2, 40 * GIB, 7 * GIB);
        exporter = servers.add(new Exporter());
        exporter.set("llm_queue_length{service=\"worker-llm\"}", 60);
        startProject();
        int port = Distribution.freePort();
        Path token = Files.writeString(folder.resolve("token"), "an-end-to-end-token-of-some-length\n");
        Pipeline pipeline = new Pipeline(GENERATION, servers, folder);
        Http alertmanager = pipeline.alertmanager(port, token);
        pipeline.prometheus(alertmanager, exporter, port);
        startHeadroom(port, token, alertmanager);
    }

    @AfterEach
    void stop() {
        servers.close();
        if (gpus != null) {
            assertThat(gpus.faults()).as("what NVML does not allow").isEmpty();
        }
    }

    private void startProject() throws IOException {
        BusyboxImage image = servers.add(BusyboxImage.make(folder.resolve("image")));
        project = servers.add(DockerProject.of(
                "headroomg" + ProcessHandle.current().pid(),
                folder.resolve("project"),
                "version: \"2.4\"\nservices:\n" + DockerProject.service("worker-llm", image)
                        + "    environment: {NVIDIA_VISIBLE_DEVICES: \"0\"}\n"));
        project.up("worker-llm=2");
    }

    private void startHeadroom(int port, Path token, Http alertmanager) throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  worker-llm:
                    min_replicas: 2
                    max_replicas: 3
                    warmup_time: 2s
                    gpu_check: required
                    vram_per_replica: 10GiB
                    gpu_placement: [{replicas: 0-2, gpus: [0]}, {replicas: 3-, gpus: [0, 1]}]
                    triggers:
                      queue_length: {cooldown: 1h}
                      latency_p95: {cooldown: 1h}
                      gpu_utilization: {cooldown: 1h}
                      vram_usage: {cooldown: 1h}
                      task_failure_rate: {scale: up_only}
                matrix:
                  - {name: gpu-vram-low, priority: P0, when: VRAMHeadroomLow, then: {worker-llm: hold_scale_up}}
                """);
        config = Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:%d
                token_file: %s
                policy: %s
                store: sqlite:%s
                target: {kind: compose, project: %s}
                alertmanager: {url: "http://127.0.0.1:%d", receiver: headroom, poll_interval: 1s}
                gpu: {source: nvml, library: %s, read_every: 200ms}
                evaluate_every: 1s
                """.formatted(
                port, token, policy, folder.resolve("state.db"), project.name(), alertmanager.port(), gpus.library()));
        Child child = servers.add(Distribution.start(folder, "serve", "--config", config.toString()));
        headroom = new Http(Distribution.port(child), Files.readString(token).strip());
    }

    @Test
    void lowMemoryVetoesByOurOwnExporterAndFreeMemoryScales() {
        Waiting.until("both GPUs are low", () -> low().equals(Set.of("0", "1")));
        Waiting.until(
                "only GPU memory refuses, but: " + explanation(),
                () -> explanation().path("to").asInt() == 3 && refusing().equals(Set.of("vram")));
        assertThat(explain())
                .startsWith("worker-llm stays at 2: LLM")
                .contains("GPU 0 has 17 % free, and is ruled out, VRAMHeadroomLow fires for it")
                .contains("GPU 1 has 17 % free, and is ruled out, VRAMHeadroomLow fires for it");
        assertThat(project.ids("worker-llm")).hasSize(2);
        assertThat(headroom.text("/metrics"))
                .contains("nvidia_gpu_memory_free_bytes{gpu=\"0\","
                        + "gpu_uuid=\"GPU-00000000-0000-0000-0000-000000000000\","
                        + "service=\"worker-llm\"} 7.516192768E9")
                .contains("headroom_gate_open{gate=\"vram\",service=\"worker-llm\"} 0.0")
                .contains("headroom_gpu_memory_warning{gpu=\"1\"");

        gpus.free(1, 30 * GIB);
        Waiting.until(
                "there is a third container", () -> project.ids("worker-llm").size() == 3);
        gpus.free(1, 18 * GIB);
        assertThat(third().at("/Config/Env").toString())
                .contains("\"NVIDIA_VISIBLE_DEVICES=GPU-00000001-0000-0000-0000-000000000000\"");
        Waiting.until(
                "what it uses is learned", () -> footprint().path("largest").asLong() == 12 * GIB);
        Waiting.until(
                "the next evaluation has seen it", () -> told().path("loading").isEmpty());
        assertThat(told().at("/gpus/1/services/0").asText()).isEqualTo("worker-llm");
        assertThat(low()).as("GPU 0 is as full as before").containsExactly("0");

        Distribution.Result shown = run("gpu", "--once");
        assertThat(shown.exit()).isEqualTo(1);
        assertThat(shown.out()).contains("17 % free  33 GiB of 40 GiB used", "LOW", "45 % free  22 GiB of 40 GiB used");
    }

    private Set<String> low() {
        Set<String> low = new HashSet<>();
        for (JsonNode alert : headroom.get("/api/v1/alerts")) {
            if (alert.path("name").asText().equals("VRAMHeadroomLow")
                    && alert.path("phase").asText().equals("firing")) {
                low.add(alert.at("/labels/gpu").asText());
            }
        }
        return low;
    }

    private JsonNode third() {
        return project.ids("worker-llm").stream()
                .map(project::inspect)
                .filter(container -> container.path("Name").asText().matches(".*[_-]3"))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode footprint() {
        return told().at("/footprints/0");
    }

    private JsonNode told() {
        return headroom.get("/api/v1/gpus");
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

    private String explain() {
        return run("explain", "worker-llm").out();
    }

    private Distribution.Result run(String... words) {
        String[] all = Stream.concat(Stream.of(words), Stream.of("--config", config.toString()))
                .toArray(String[]::new);
        return Distribution.run(folder, Duration.ofSeconds(60), all);
    }
}

package dev.headroom.receiver.standby;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.docker.ClassProject;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Notification;
import dev.headroom.receiver.gpu.nvml.NvmlStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two services whose replicas share one GPU that has room for one of them, on a real Docker engine: the one sleeps for the
 * other's up as soon as it has nothing to do. {@code -Dheadroom.turns=100} is what docs/standby.md tells of.
 */
@Timeout(value = 2400, unit = TimeUnit.SECONDS)
class StandbyTurnsIT {
    private static final int TURNS = Integer.getInteger("headroom.turns", 2);
    private static final List<String> SERVICES = List.of("chat", "code");
    private static final long EACH = 10 * NvmlStub.GIB;
    private static final long TOTAL = 16 * NvmlStub.GIB;
    private static final String PROJECT_NAME =
            "headroomu" + ProcessHandle.current().pid();

    @RegisterExtension
    static final ClassProject PROJECT =
            new ClassProject(PROJECT_NAME, image -> ProxiedServers.compose(image, "0", EACH, SERVICES));

    @TempDir
    private Path folder;

    @Test
    void twoServicesTakeTurnsOnOneGpu() throws Exception {
        NvmlStub.assume(StandbyTurnsIT.class);
        ProxiedServers servers = ProxiedServers.start(PROJECT, List.of("chat=1", "code=1"));
        DockerProject.await("chat serves", () -> servers.answers("chat"));
        DockerProject.await("code serves", () -> servers.answers("code"));
        servers.putToSleep(servers.replicas("code").get(0));
        List<Double> seconds = new ArrayList<>();
        try (SharedMemory memory = new SharedMemory(PROJECT.folder().resolve("vram"), NvmlStub.in(folder), TOTAL);
                Child receiver = Distribution.start(configured(servers, memory), "serve", "--config", "headroom.yml")) {
            Http http = Http.at(Distribution.port(receiver));
            for (int turn = 0; turn < TURNS; turn++) {
                seconds.add(turn(servers, http, turn));
                assertThat(memory.most()).as("bytes in use").isLessThanOrEqualTo(TOTAL);
            }
            assertThat(http.text("/metrics")).contains("reason=\"yield\"");
        }
        servers.noRequestCameToASleeper();
        servers.noneWasPutToSleepAtWork();
        Collections.sort(seconds);
        System.err.printf(
                "%d turns on one GPU, from when the other had nothing to do until the answer: p50 %.1f s, most %.1f s%n",
                TURNS, seconds.get(TURNS / 2), seconds.get(TURNS - 1));
    }

    /** While the one works the other asks in vain: both awake take more than there is. Seconds until the other serves. */
    private static double turn(ProxiedServers servers, Http http, int turn) throws IOException {
        String works = SERVICES.get(turn % 2);
        String asks = SERVICES.get((turn + 1) % 2);
        String alert = Notification.firing("Load", Notification.fingerprint(turn + 1), asks, "load");
        try (Flow flow = new Flow(servers, works)) {
            flow.goOn(10);
            assertThat(http.post("/webhook", alert)).isEqualTo(200);
            flow.goOn(150);
        }
        long begun = System.nanoTime();
        DockerProject.await(asks + " serves", () -> servers.answers(asks));
        http.post("/webhook", alert.replace("firing", "resolved"));
        DockerProject.await("nothing is in flight", () -> rests(http));
        return (System.nanoTime() - begun) / 1e9;
    }

    private static boolean rests(Http http) {
        return SERVICES.stream()
                .allMatch(service ->
                        http.get("/api/v1/services/" + service).path("rollout").isNull());
    }

    private Path configured(ProxiedServers servers, SharedMemory memory) throws IOException {
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  chat: &each
                    min_replicas: 1
                    max_replicas: 1
                    warmup_time: 180s
                    drain_timeout: 30s
                    max_actions_per_hour: 10000
                    gpu_check: required
                    vram_per_replica: 10GiB
                    standby: {min_awake: 0, host_memory: 20GiB, yields_after: 5s}
                    triggers: {load: {cooldown: 1s}}
                  code: {<<: *each}
                """);
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                store: sqlite:%1$s
                policy: %2$s
                target: {kind: compose, project: %3$s}
                evaluate_every: 1s
                evidence: {watchdog: none}
                alert_ttl: 1h
                gpu: {source: nvml, library: %4$s, read_every: 200ms}
                standby:
                  chat: &each {server: vllm, url: "http://{address}:8000"}
                  code: *each
                hooks:
                  chat: &traffic {drain: "%5$s", route: "%6$s", active_tasks: "%7$s"}
                  code: *traffic
                """.formatted(
                        folder.resolve("state.db"),
                        folder.resolve("policy.yml"),
                        PROJECT_NAME,
                        memory.library(),
                        servers.hook("drain"),
                        servers.hook("route"),
                        servers.hook("tasks")));
        return folder;
    }
}

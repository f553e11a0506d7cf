package dev.headroom.receiver.standby;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.clients.http.Access;
import dev.headroom.receiver.docker.ClassProject;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Notification;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.hook.HookSpec;
import dev.headroom.receiver.hook.http.HttpHooks;
import dev.headroom.receiver.standby.http.HttpSleepingServers;
import dev.headroom.receiver.standby.http.SleeperKind;
import dev.headroom.receiver.target.Observation.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Traffic through HAProxy, as docs/standby.md has it, while stand-ins sleep and wake, on a real Docker engine. */
@Timeout(value = 1200, unit = TimeUnit.SECONDS)
class StandbyTrafficIT {
    private static final String PROJECT_NAME =
            "headroomt" + ProcessHandle.current().pid();

    /** So many times an alert wakes one; a hundred for a record. */
    private static final int WAKES = Integer.getInteger("headroom.wakes", 2);

    @RegisterExtension
    static final ClassProject PROJECT = new ClassProject(
            PROJECT_NAME, image -> ProxiedServers.compose(image, "0.3", 0, List.of(ProxiedServers.SERVICE)));

    @TempDir
    private static Path folder;

    private static ProxiedServers servers;
    private static HttpHooks hooks;
    private static HttpSleepingServers sleepers;

    @BeforeAll
    static void start() throws IOException {
        servers = ProxiedServers.start(PROJECT, List.of(ProxiedServers.SERVICE + "=3"));
        Map<Hook, HookSpec> urls = Map.of(
                Hook.DRAIN, new HookSpec.Url(servers.hook("drain")),
                Hook.ROUTE, new HookSpec.Url(servers.hook("route")),
                Hook.ACTIVE_TASKS, new HookSpec.Url(servers.hook("tasks")));
        hooks = new HttpHooks(
                Map.of(ProxiedServers.SERVICE, new HttpHooks.Service(urls, Duration.ofSeconds(10), Access.OPEN)), null);
        sleepers = new HttpSleepingServers(
                Map.of(
                        ProxiedServers.SERVICE,
                        new HttpSleepingServers.Service(
                                SleeperKind.VLLM,
                                "http://{address}:8000",
                                "",
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1),
                                Access.OPEN)),
                InstantSource.system());
    }

    @BeforeEach
    void allServe() {
        DockerProject.await("the proxy has replicas", () -> servers.answers(ProxiedServers.SERVICE));
        try (Flow flow = new Flow(servers, ProxiedServers.SERVICE)) {
            DockerProject.await("all three serve", () -> flow.answering() == 3);
        }
    }

    private static SleepingServer server(Replica replica) {
        return sleepers.of(ProxiedServers.SERVICE, replica);
    }

    private static boolean isIdle(Replica replica) {
        try {
            return hooks.activeTasks(ProxiedServers.SERVICE, replica) == 0
                    && server(replica).look().idle();
        } catch (HookException e) {
            return false;
        }
    }

    /** As the sequence does it: drained, then idle by what proxy and server tell, then asleep. */
    private static void putToSleep(Replica replica) throws HookException, SleepException {
        hooks.call(ProxiedServers.SERVICE, Hook.DRAIN, replica);
        DockerProject.await("idle", () -> isIdle(replica));
        server(replica).sleep(1);
        assertThat(server(replica).look()).isEqualTo(Sight.asleep());
    }

    private static void wake(Replica replica) throws HookException, SleepException {
        server(replica).wake(1);
        assertThat(server(replica).look().mode()).isEqualTo(Sight.Mode.AWAKE);
        hooks.call(ProxiedServers.SERVICE, Hook.ROUTE, replica);
    }

    @Test
    void whileReplicasSleepAndWakeNoRequestReachesASleeperAndNoneFails() throws Exception {
        try (Flow flow = new Flow(servers, ProxiedServers.SERVICE)) {
            for (int round = 0; round < 4; round++) {
                Replica first = servers.replicas(ProxiedServers.SERVICE).get(round % 3);
                Replica second = servers.replicas(ProxiedServers.SERVICE).get((round + 1) % 3);
                putToSleep(first);
                putToSleep(second);
                flow.goOn(20);
                wake(first);
                flow.goOn(10);
                wake(second);
            }
            flow.goOn(20);
            assertThat(flow.failures()).isEmpty();
        }
        servers.noRequestCameToASleeper();
    }

    /** It has forgotten who was drained. */
    @Test
    void aProxyThatIsStartedAnewFindsOutWhoSleepsBeforeItSendsARequest() throws Exception {
        Replica sleeper = servers.replicas(ProxiedServers.SERVICE).get(0);
        putToSleep(sleeper);
        try (Flow flow = new Flow(servers, ProxiedServers.SERVICE)) {
            servers.restartProxy();
            flow.goOn(60);
        }
        servers.noRequestCameToASleeper();
        wake(sleeper);
    }

    /** By the packaged program, for which a start takes three minutes: an order puts one to sleep, an alert wakes it. */
    @Test
    void anAlertWakesAReplicaWhichServesThen() throws Exception {
        List<Double> seconds = new ArrayList<>();
        try (Child receiver = Distribution.start(configured(), "serve", "--config", "headroom.yml");
                Flow flow = new Flow(servers, ProxiedServers.SERVICE)) {
            Http http = Http.at(Distribution.port(receiver));
            for (int alert = 1; alert <= WAKES; alert++) {
                DockerProject.await("three are awake", () -> awake(http) == 3);
                order(http, "sleep");
                DockerProject.await("one sleeps", () -> awake(http) == 2 && asleep(http) == 1);
                flow.forget();
                flow.goOn(10);
                assertThat(flow.answering()).isEqualTo(2);
                long begun = System.nanoTime();
                assertThat(http.post("/webhook", Notification.firing("Load", alert, "load")))
                        .isEqualTo(200);
                DockerProject.await("the third serves", () -> flow.answering() == 3);
                seconds.add((System.nanoTime() - begun) / 1e9);
                http.post("/webhook", Notification.firing("Load", alert, "load").replace("firing", "resolved"));
            }
            DockerProject.await("three are awake", () -> awake(http) == 3);
            order(http, "sleep");
            DockerProject.await("one sleeps", () -> awake(http) == 2 && asleep(http) == 1);
            order(http, "wake");
            DockerProject.await("three are awake again", () -> awake(http) == 3 && asleep(http) == 0);
            assertThat(flow.failures()).isEmpty();
        }
        servers.noRequestCameToASleeper();
        assertThat(PROJECT.ids(ProxiedServers.SERVICE)).hasSize(3);
        Collections.sort(seconds);
        System.err.printf(
                "an alert to the answer of a woken replica, %d times: p50 %.1f s, p99 %.1f s, most %.1f s%n",
                WAKES, seconds.get(WAKES / 2), seconds.get((int) Math.ceil(WAKES * 0.99) - 1), seconds.get(WAKES - 1));
    }

    private static void order(Http http, String order) throws IOException {
        int code = http.post(
                "/api/v1/services/worker-llm/" + order, "{\"owner\": \"test\", \"reason\": \"a quiet hour\"}");
        assertThat(code).isEqualTo(202);
    }

    private static int awake(Http http) {
        var told = http.get("/api/v1/services/worker-llm");
        return told.path("rollout").isObject() ? -1 : told.path("ready").asInt();
    }

    private static int asleep(Http http) {
        return http.get("/api/v1/services/worker-llm").path("asleep").asInt();
    }

    private static Path configured() throws IOException {
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  worker-llm:
                    min_replicas: 3
                    max_replicas: 3
                    warmup_time: 180s
                    drain_timeout: 30s
                    max_actions_per_hour: 1000
                    vram_per_replica: 1GiB
                    standby: {min_awake: 1, sleep_level: 1, host_memory: 2GiB}
                    triggers: {load: {cooldown: 1s}}
                """);
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                store: sqlite:%s
                policy: %s
                target: {kind: compose, project: %s}
                evidence: {watchdog: none}
                alert_ttl: 1h
                standby: {worker-llm: {server: vllm, url: "http://{address}:8000"}}
                hooks:
                  worker-llm: {drain: "%s", route: "%s", active_tasks: "%s"}
                """.formatted(
                        folder.resolve("state.db"),
                        folder.resolve("policy.yml"),
                        PROJECT_NAME,
                        servers.hook("drain"),
                        servers.hook("route"),
                        servers.hook("tasks")));
        return folder;
    }
}

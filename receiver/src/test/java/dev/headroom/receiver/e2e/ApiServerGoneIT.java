package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.kubernetes.TcpRelay;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.store.redis.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The API server is gone for a minute in the middle of a scale-up: whoever leads by a Lease does not know any more that he leads,
 * and what is told meanwhile is kept.
 */
@Timeout(300)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#withRedis", disabledReason = Programs.MISSING)
class ApiServerGoneIT {
    private static final Duration GONE = Duration.ofSeconds(60);

    private final Servers servers = new Servers();

    @TempDir
    private Path folder;

    @TempDir
    private Path redisFolder;

    private TestNamespace cluster;
    private TcpRelay api;
    private Http http;

    @BeforeEach
    void serve() throws IOException {
        RedisServer redis = servers.add(RedisServer.start(redisFolder));
        cluster = servers.add(TestNamespace.fresh());
        cluster.account();
        cluster.deployment("app", 2);
        cluster.deployment("worker", 1);
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  app: {min_replicas: 1, max_replicas: 8, scale_up_increment: 3, health_timeout: 3m, triggers: {cpu: {cooldown: 1h}}}
                  worker: {min_replicas: 1, max_replicas: 8, triggers: {cpu: {cooldown: 1h}}}
                """);
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                store: redis://127.0.0.1:%d/0
                lease: {name: headroom}
                policy: policy.yml
                target: {kind: kubernetes, namespace: %s}
                evaluate_every: 1s
                """.formatted(redis.port(), cluster.name()));
        api = new TcpRelay(ControlPlane.running().port());
        Path kubeconfig =
                ControlPlane.running().kubeconfig(cluster.name(), api.port(), cluster.token(), cluster.name());
        Child receiver = servers.add(
                Distribution.start(folder, List.of(), Map.of("KUBECONFIG", kubeconfig.toString()), "serve"));
        http = Http.at(Distribution.port(receiver));
        Waiting.until("both are seen", () -> ready("app") == 2 && ready("worker") == 1);
        Waiting.until("it leads", () -> http.text("/metrics").contains("headroom_leader 1.0"));
    }

    @AfterEach
    void stop() {
        api.close();
        servers.close();
    }

    private int ready(String service) {
        return http.answers("/api/v1/services/" + service)
                ? http.get("/api/v1/services/" + service).path("ready").asInt()
                : -1;
    }

    private int fire(int number, String service) {
        try {
            return http.post("/webhook", Notification.firing("High", Notification.fingerprint(number), service, "cpu"));
        } catch (IOException e) {
            return 0;
        }
    }

    /** How often a Deployment was changed since it was made. */
    private long changes(String name) {
        return cluster.admin()
                        .apps()
                        .deployments()
                        .inNamespace(cluster.name())
                        .withName(name)
                        .get()
                        .getMetadata()
                        .getGeneration()
                - 1;
    }

    @Test
    void nothingIsLostAndNothingDoubled() {
        cluster.hold();
        assertThat(fire(1, "app")).isEqualTo(200);
        Waiting.until(
                "its count is set, and its pods are not ready",
                () -> changes("app") == 1 && cluster.pods("app").size() == 5);
        int port = api.port();
        api.close();
        long end = System.nanoTime() + GONE.toNanos();
        while (System.nanoTime() < end) {
            assertThat(fire(1, "app")).as("told again").isEqualTo(200);
            assertThat(fire(2, "worker")).as("told meanwhile").isEqualTo(200);
            Waiting.sleep(Duration.ofSeconds(2));
        }
        assertThat(http.text("/metrics")).as("who cannot renew does not lead").contains("headroom_leader 0.0");
        assertThat(changes("worker")).isZero();
        cluster.release();

        api = new TcpRelay(
                port,
                () -> new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), ControlPlane.running().port()));

        Waiting.until("both have what was asked for", () -> settled("app", 5) && settled("worker", 2));
        assertThat(new Decisions(http).scaled("app")).hasSize(1);
        assertThat(new Decisions(http).scaled("worker")).hasSize(1);
        assertThat(List.of(changes("app"), changes("worker"))).containsExactly(1L, 1L);
        assertThat(cluster.pods("app")).hasSize(5);
    }

    private boolean settled(String service, int count) {
        JsonNode seen = http.get("/api/v1/services/" + service);
        return seen.path("ready").asInt() == count
                && seen.path("desired").asInt() == count
                && seen.path("rollout").isNull();
    }
}

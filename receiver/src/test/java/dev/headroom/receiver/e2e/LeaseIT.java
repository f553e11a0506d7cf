package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.TcpRelay;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.store.redis.RedisServer;
import java.io.IOException;
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
 * Two packaged receivers that stand for one Lease (of a real API server, with the rights of the shipped Role) and share one real Redis, each
 * behind relays of its own. Redis' record of what it was told is the witness of every effect. It takes minutes, so it is
 * run by name; it prints for how long nobody led.
 */
@Timeout(900)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#withRedis", disabledReason = Programs.MISSING)
class LeaseIT {
    /** Both leases may have to run out, one after the other began to; and what a busy machine adds. */
    private static final Duration LONGEST = Duration.ofSeconds(75);

    private final Servers servers = new Servers();

    @TempDir
    private Path folder;

    @TempDir
    private Path redisFolder;

    private RedisServer redis;
    private TestNamespace cluster;
    private Effects effects;
    private Path policy;
    private int nodes;

    @BeforeEach
    void start() throws IOException {
        redis = servers.add(RedisServer.start(redisFolder));
        effects = servers.add(new Effects(redis.port()));
        cluster = servers.add(TestNamespace.fresh());
        cluster.account();
        policy = folder.resolve("policy.yml");
        Shipped.policy(policy, map -> {
            Shipped.cooldowns(map, "1h");
            return map;
        });
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    /** A running receiver, and its ways to the cluster and to Redis. */
    private record Node(ReceiverNode receiver, TcpRelay toCluster, TcpRelay toRedis) {
        boolean leads() {
            return receiver.leads();
        }

        Child child() {
            return receiver.child();
        }
    }

    private Node serve() throws IOException {
        TcpRelay toCluster = servers.add(new TcpRelay(ControlPlane.running().port()));
        TcpRelay toRedis = servers.add(new TcpRelay(redis.port()));
        Path config = folder.resolve("headroom-" + ++nodes + ".yml");
        Files.writeString(config, """
                listen: 127.0.0.1:0
                store: redis://127.0.0.1:%d/0
                lease: {name: headroom}
                policy: %s
                evaluate_every: 1s
                alert_ttl: 1h
                target: {kind: simulated, start_time: 0s}
                """.formatted(toRedis.port(), policy));
        Path kubeconfig = ControlPlane.running()
                .kubeconfig(cluster.name() + "-" + nodes, toCluster.port(), cluster.token(), cluster.name());
        Child child = servers.add(Distribution.start(
                folder,
                List.of(),
                Map.of("KUBECONFIG", kubeconfig.toString(), "POD_NAME", "headroom-" + nodes),
                "serve",
                "--config",
                config.toString()));
        return new Node(ReceiverNode.of(child), toCluster, toRedis);
    }

    @Test
    void oneActsThroughStopKillPauseAndPartitions() throws Exception {
        Node first = serve();
        Waiting.until("the first leads", first::leads);
        Node second = serve();
        second.receiver().fire("app", "cpu");
        second.receiver().acted("app", 1);
        assertThat(second.leads()).isFalse();

        first.child().close();
        handover("clean stop", second);
        second.receiver().fire("app", "memory");
        second.receiver().acted("app", 2);

        Node third = serve();
        third = paused(second, third);
        Node fourth = serve();
        Node fifth = cutFromTheCluster(third, fourth);
        fifth = cutFromRedis(fifth, fifth == third ? fourth : third);

        fifth.child().kill();
        Node last = fifth == third ? fourth : third;
        handover("kill -9", last);
        last.receiver().fire("worker-rl", "training_queue");
        last.receiver().acted("worker-rl", 1);
        assertThat(effects.scaled()).hasSize(6);
    }

    /** Ends the one that was paused, and answers the one that leads. */
    private Node paused(Node leader, Node other) throws Exception {
        leader.receiver().signal("STOP");
        other.receiver().fire("worker-llm", "queue_length");
        handover("pause", other);
        other.receiver().acted("worker-llm", 1);
        leader.receiver().signal("CONT");
        Waiting.until("who wakes stands by", () -> !leader.leads());
        Waiting.sleep(Duration.ofSeconds(3));
        assertThat(leader.leads()).isFalse();
        leader.child().close();
        return other;
    }

    private Node cutFromTheCluster(Node leader, Node other) throws IOException {
        assertThat(leader.leads()).isTrue();
        leader.toCluster().cut();
        handover("cut off from the cluster", other);
        assertThat(leader.leads()).isFalse();
        leader.receiver().fire("worker-llm", "latency_p95");
        other.receiver().acted("worker-llm", 2);
        leader.toCluster().mend();
        return other;
    }

    private Node cutFromRedis(Node leader, Node other) throws IOException {
        assertThat(leader.leads()).isTrue();
        leader.toRedis().cut();
        handover("cut off from Redis", other);
        assertThat(leader.leads()).isFalse();
        other.receiver().fire("worker-llm", "vram_usage");
        other.receiver().acted("worker-llm", 3);
        leader.toRedis().mend();
        return other;
    }

    private static void handover(String what, Node to) {
        long began = System.nanoTime();
        long end = began + LONGEST.toNanos();
        while (!to.leads()) {
            assertThat(System.nanoTime()).as("a leader after: " + what).isLessThan(end);
            Waiting.sleep(Duration.ofMillis(50));
        }
        System.out.printf("without a leader after %s: %.1f s%n", what, (System.nanoTime() - began) / 1e9);
    }
}

package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.store.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two packaged receivers on one Redis: both take alerts, one acts; who stops, is killed or was paused past its lease
 * leaves the acting to the other. Redis' own record of what it was told is the witness of every effect.
 */
@Timeout(240)
@EnabledIf("dev.headroom.receiver.store.redis.RedisServer#installed")
class TwoReceiversIT {
    /** As the store has it, with what a busy machine adds. */
    private static final Duration LEASE = Duration.ofSeconds(15).plusSeconds(10);

    private final Servers servers = new Servers();

    @TempDir
    private Path folder;

    @TempDir
    private Path redisFolder;

    private RedisServer redis;
    private Effects effects;

    @BeforeEach
    void start() throws IOException {
        redis = servers.add(RedisServer.start(redisFolder));
        effects = servers.add(new Effects(redis.port()));
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, map -> {
            Shipped.cooldowns(map, "1h");
            return map;
        });
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                store: redis://127.0.0.1:%d/0
                policy: %s
                evaluate_every: 1s
                alert_ttl: 1h
                target: {kind: simulated, start_time: 0s}
                """.formatted(redis.port(), policy));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void oneActsAndTheOtherTakesOver() throws IOException {
        ReceiverNode first = serve();
        Waiting.until("the first leads", first::leads);
        ReceiverNode second = serve();
        assertThat(second.http().check("leader").path("detail").asText())
                .startsWith("pid " + first.child().process().pid() + " on host ")
                .endsWith(" leads; this receiver stands by");
        assertThat(metric(first)).contains("headroom_leader 1.0");
        assertThat(metric(second)).contains("headroom_leader 0.0");

        second.fire("app", "cpu");
        second.acted("app", 1);
        assertThat(first.http().get("/api/v1/services/app").path("desired").asInt())
                .isEqualTo(3);

        first.child().close();
        long stopped = System.nanoTime();
        Waiting.until("the second leads", second::leads);
        assertThat(since(stopped)).as("after a clean stop").isLessThan(Duration.ofSeconds(5));
        second.fire("app", "memory");
        second.acted("app", 2);

        ReceiverNode third = serve();
        aPausedLeaderWakes(second, third);
        aLeaseThatStillStandsIsRespected(third, second);

        third.child().kill();
        long killed = System.nanoTime();
        Waiting.until("the other leads", second::leads);
        assertThat(since(killed)).as("after kill -9").isLessThan(LEASE);
        second.fire("worker-rl", "training_queue");
        second.acted("worker-rl", 1);
        assertThat(effects.counts()).isEqualTo(Map.of("app", 4, "worker-llm", 4, "worker-rl", 2));
        assertThat(effects.scaled()).containsExactly("app", "app", "worker-llm", "worker-llm", "worker-rl");
    }

    @Test
    void withoutRedisNothingIsAcceptedAndAfterwardsItGoesOnByItself() throws IOException {
        ReceiverNode node = serve();
        Waiting.until("it leads", node::leads);
        redis.kill();
        assertThat(node.http().post("/webhook", Notification.idle("Burst", Notification.fingerprint(1))))
                .isEqualTo(503);
        assertThat(node.http().answers("/readyz")).isFalse();
        assertThat(node.http().answers("/healthz")).isTrue();
        assertThat(node.http().answers("/api/v1/services")).isFalse();
        assertThat(metric(node)).contains("headroom_leader", "headroom_webhook_requests_total{code=\"503\"} 1.0");
        redis.start();
        Waiting.until("it is ready", () -> node.http().answers("/readyz"));
        node.fire("app", "cpu");
        node.acted("app", 1);
        node.child().terminate();
        assertThat(node.child().exit(Duration.ofSeconds(30))).isEqualTo(143);
        assertThat(node.child().out() + node.child().err())
                .contains("cannot use redis://127.0.0.1:" + redis.port() + "/0: ", "start it")
                .doesNotContain("\tat ");
    }

    /** Past its lease: the other has acted meanwhile, and the one that wakes stands by. */
    private void aPausedLeaderWakes(ReceiverNode leader, ReceiverNode other) throws IOException {
        assertThat(other.leads()).isFalse();
        leader.signal("STOP");
        long paused = System.nanoTime();
        other.fire("worker-llm", "queue_length");
        Waiting.until("the other leads", other::leads);
        assertThat(since(paused)).as("after a pause").isLessThan(LEASE);
        other.acted("worker-llm", 1);
        leader.signal("CONT");
        Waiting.until("who wakes stands by", () -> !leader.leads());
        Waiting.sleep(Duration.ofSeconds(3));
        assertThat(leader.leads()).isFalse();
        assertThat(metric(leader)).contains("headroom_leader 0.0");
        leader.acted("worker-llm", 1);
    }

    /** While the leader is paused for less than its lease nobody acts: the other would, if it might. */
    private void aLeaseThatStillStandsIsRespected(ReceiverNode leader, ReceiverNode other) throws IOException {
        leader.signal("STOP");
        other.fire("worker-llm", "latency_p95");
        Waiting.sleep(Duration.ofSeconds(4));
        int actions = other.scaled("worker-llm").size();
        if (!other.leads()) { // else this machine stood still for so long that the lease ended
            assertThat(actions).isEqualTo(1);
        }
        leader.signal("CONT");
        other.acted("worker-llm", 2);
    }

    private ReceiverNode serve() {
        return ReceiverNode.of(servers.add(Distribution.start(folder, "serve", "--config", "headroom.yml")));
    }

    private static String metric(ReceiverNode node) {
        return node.http().text("/metrics");
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}

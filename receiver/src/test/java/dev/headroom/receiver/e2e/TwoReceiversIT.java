package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.store.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private int alerts;

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

    /** A running receiver. */
    private record Node(Child child, Http http) {
        boolean leads() {
            return check().equals("this receiver leads");
        }

        String check() {
            for (JsonNode check : http.told("/readyz").path("checks")) {
                if (check.path("name").asText().equals("leader")) {
                    return check.path("detail").asText();
                }
            }
            throw new AssertionError("no word of who leads");
        }

        void signal(String name) {
            try {
                new ProcessBuilder("kill", name, Long.toString(child.process().pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void oneActsAndTheOtherTakesOver() throws IOException {
        Node first = serve();
        Waiting.until("the first leads", first::leads);
        Node second = serve();
        assertThat(second.check())
                .startsWith("pid " + first.child().process().pid() + " on host ")
                .endsWith(" leads; this receiver stands by");
        assertThat(metric(first)).contains("headroom_leader 1.0");
        assertThat(metric(second)).contains("headroom_leader 0.0");

        fire(second, "app", "cpu");
        acted(second, "app", 1);
        assertThat(first.http().get("/api/v1/services/app").path("desired").asInt())
                .isEqualTo(3);

        first.child().close();
        long stopped = System.nanoTime();
        Waiting.until("the second leads", second::leads);
        assertThat(since(stopped)).as("after a clean stop").isLessThan(Duration.ofSeconds(5));
        fire(second, "app", "memory");
        acted(second, "app", 2);

        Node third = serve();
        aPausedLeaderWakes(second, third);
        aLeaseThatStillStandsIsRespected(third, second);

        third.child().kill();
        long killed = System.nanoTime();
        Waiting.until("the other leads", second::leads);
        assertThat(since(killed)).as("after kill -9").isLessThan(LEASE);
        fire(second, "worker-rl", "training_queue");
        acted(second, "worker-rl", 1);
        assertThat(effects.counts()).isEqualTo(Map.of("app", 4, "worker-llm", 4, "worker-rl", 2));
        assertThat(effects.scaled()).containsExactly("app", "app", "worker-llm", "worker-llm", "worker-rl");
    }

    @Test
    void withoutRedisNothingIsAcceptedAndAfterwardsItGoesOnByItself() throws IOException {
        Node node = serve();
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
        fire(node, "app", "cpu");
        acted(node, "app", 1);
        node.child().terminate();
        assertThat(node.child().exit(Duration.ofSeconds(30))).isEqualTo(143);
        assertThat(node.child().out() + node.child().err())
                .contains("cannot use redis://127.0.0.1:" + redis.port() + "/0: ", "start it")
                .doesNotContain("\tat ");
    }

    /** Past its lease: the other has acted meanwhile, and the one that wakes stands by. */
    private void aPausedLeaderWakes(Node leader, Node other) throws IOException {
        assertThat(other.leads()).isFalse();
        leader.signal("-STOP");
        long paused = System.nanoTime();
        fire(other, "worker-llm", "queue_length");
        Waiting.until("the other leads", other::leads);
        assertThat(since(paused)).as("after a pause").isLessThan(LEASE);
        acted(other, "worker-llm", 1);
        leader.signal("-CONT");
        Waiting.until("who wakes stands by", () -> !leader.leads());
        Waiting.sleep(Duration.ofSeconds(3));
        assertThat(leader.leads()).isFalse();
        assertThat(metric(leader)).contains("headroom_leader 0.0");
        acted(leader, "worker-llm", 1);
    }

    /** While the leader is paused for less than its lease nobody acts: the other would, if it might. */
    private void aLeaseThatStillStandsIsRespected(Node leader, Node other) throws IOException {
        leader.signal("-STOP");
        fire(other, "worker-llm", "latency_p95");
        Waiting.sleep(Duration.ofSeconds(4));
        int actions = scaled(other, "worker-llm").size();
        if (!other.leads()) { // else this machine stood still for so long that the lease ended
            assertThat(actions).isEqualTo(1);
        }
        leader.signal("-CONT");
        acted(other, "worker-llm", 2);
    }

    private Node serve() {
        Child child = servers.add(Distribution.start(folder, "serve", "--config", "headroom.yml"));
        return new Node(child, Http.at(Distribution.port(child)));
    }

    private void fire(Node node, String service, String trigger) throws IOException {
        String body = Notification.firing("Pressure_" + trigger, Notification.fingerprint(++alerts), service, trigger);
        assertThat(node.http().post("/webhook", body)).isEqualTo(200);
    }

    /** That there are so many actions, all of them done, and that it stays so. */
    private void acted(Node node, String service, int actions) {
        Waiting.until(
                service + " was scaled",
                () -> scaled(node, service).stream().filter("done"::equals).count() == actions);
        Waiting.sleep(Duration.ofSeconds(2));
        assertThat(scaled(node, service)).hasSize(actions).containsOnly("done");
    }

    private static List<String> scaled(Node node, String service) {
        List<String> results = new ArrayList<>();
        node.http().get("/api/v1/decisions?limit=500&service=" + service).forEach(decision -> {
            if (decision.path("outcome").asText().equals("scale")) {
                results.add(decision.path("result").asText());
            }
        });
        return results;
    }

    private static String metric(Node node) {
        return node.http().text("/metrics");
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}

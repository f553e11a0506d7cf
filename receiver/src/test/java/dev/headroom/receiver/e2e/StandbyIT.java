package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.store.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A packaged receiver that does not lead: it waits for its Redis, or for its turn, and passes on what it cannot do. */
@Timeout(180)
@EnabledIf("dev.headroom.receiver.store.redis.RedisServer#installed")
class StandbyIT {
    private static final String ORDER = "{\"replicas\":5,\"owner\":\"ana\",\"reason\":\"sale\"}";

    private static final String SIMPLE = "version: 1\nservices:\n  app: {min_replicas: 1, max_replicas: %d}\n";

    private final Servers servers = new Servers();

    @TempDir
    private Path folder;

    @TempDir
    private Path redisFolder;

    private RedisServer redis;

    @BeforeEach
    void start() throws IOException {
        redis = servers.add(RedisServer.start(redisFolder));
        Shipped.policy(folder.resolve("policy.yml"), map -> map);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private Child serve(int port, String advertise) throws IOException {
        Path config = folder.resolve("headroom-" + port + ".yml");
        Files.writeString(config, """
                listen: 127.0.0.1:%d
                store: redis://127.0.0.1:%d/0
                policy: policy.yml
                evaluate_every: 1s
                target: {kind: simulated, start_time: 0s}
                %s
                """.formatted(port, redis.port(), advertise));
        Child child = servers.add(Distribution.start(folder, "serve", "--config", config.toString()));
        Distribution.port(child);
        return child;
    }

    private static String advertised(int port) {
        return "advertise: http://127.0.0.1:" + port;
    }

    private static int replicas(Http http) {
        return http.get("/api/v1/services/app").path("desired").asInt();
    }

    @Test
    void anOrderReachesTheLeaderThroughIt() throws IOException {
        int first = Distribution.freePort();
        Child leading = serve(first, advertised(first));
        Http leader = Http.at(first);
        Waiting.until("the first leads", () -> leader.text("/metrics").contains("headroom_leader 1.0"));
        Waiting.until("it sees its replicas", () -> replicas(leader) > 0);
        int second = Distribution.freePort();
        serve(second, advertised(second));
        Http standby = Http.at(second);
        assertThat(standby.text("/readyz"))
                .contains(" at http://127.0.0.1:" + first + " leads; this receiver stands by");

        assertThat(standby.post("/api/v1/services/app/scale", ORDER)).isEqualTo(202);

        Waiting.until("it is done", () -> replicas(leader) == 5);
        assertThat(standby.text("/api/v1/decisions?service=app&limit=20")).contains("ana asks for 5: sale");

        Child.signal(leading.process(), "STOP");
        assertThat(standby.post("/api/v1/services/app/scale", ORDER)).isEqualTo(503);
        Child.signal(leading.process(), "CONT");
    }

    @Test
    void whereTheLeaderLeftNoAddressTheRefusalNamesIt() throws IOException {
        Child leading = serve(Distribution.freePort(), "");
        int second = Distribution.freePort();
        serve(second, "");
        Http standby = Http.at(second);
        Waiting.until("it stands by", () -> standby.answers("/readyz"));

        assertThat(standby.post("/api/v1/services/app/scale", ORDER)).isEqualTo(409);
        assertThat(standby.text("/api/v1/decisions?service=app&limit=1"))
                .contains("ask pid " + leading.process().pid() + " on host");
    }

    @Test
    void withoutRedisAtTheStartItWaitsForItAndIsNotReady() throws IOException {
        redis.kill();
        int port = Distribution.freePort();
        Child child = serve(port, "");
        Http http = Http.at(port);

        assertThat(http.answers("/healthz")).isTrue();
        assertThat(http.answers("/readyz")).isFalse();
        assertThat(http.post("/webhook", Notification.idle("Burst", Notification.fingerprint(1))))
                .isEqualTo(503);
        assertThat(http.post("/api/v1/services/app/scale", ORDER)).isEqualTo(503);
        redis.start();

        Waiting.until(
                "it leads",
                () -> http.answers("/metrics") && http.text("/metrics").contains("headroom_leader 1.0"));
        assertThat(http.post("/webhook", Notification.idle("Burst", Notification.fingerprint(1))))
                .isEqualTo(200);
        assertThat(child.stop(Duration.ofSeconds(30))).isEqualTo(143);
        assertThat((child.out() + child.err()).lines().filter(line -> line.contains("cannot use redis://")))
                .hasSize(1)
                .allMatch(line -> line.contains("nothing need be restarted"));
    }

    @Test
    void whatStartsAfterItWaitedGoesByThePolicyOfThenAndASignalToReloadDoesNotEndIt() throws Exception {
        Files.writeString(folder.resolve("policy.yml"), SIMPLE.formatted(3));
        redis.kill();
        int port = Distribution.freePort();
        Child child = serve(port, "");
        Files.writeString(folder.resolve("policy.yml"), SIMPLE.formatted(7));
        Child.signal(child.process(), "HUP");
        Http http = Http.at(port);
        assertThat(http.answers("/healthz")).isTrue();
        redis.start();

        Waiting.until("it knows its services", () -> http.answers("/api/v1/services/app"));
        assertThat(http.get("/api/v1/services/app").path("max").asInt()).isEqualTo(7);
        Waiting.until("it leads", () -> http.text("/metrics").contains("headroom_leader 1.0"));
        assertThat(child.process().isAlive()).isTrue();
        assertThat(child.out() + child.err()).doesNotContain("the policy policy.yml is in force");
    }

    @Test
    void aRedisThatWouldLoseStateEndsItWithTheRemedy() throws IOException {
        redis.set("maxmemory-policy", "allkeys-lru");
        Files.writeString(folder.resolve("headroom.yml"), "store: redis://127.0.0.1:" + redis.port() + "/0\n");

        Distribution.Result result =
                Distribution.run(folder, Duration.ofSeconds(60), "serve", "--listen", "127.0.0.1:0");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.text()).contains("CONFIG SET maxmemory-policy noeviction");
    }
}

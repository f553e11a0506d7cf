package dev.headroom.ttltuner.e2e;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;

/** Whatever fails, the TTL stays and the status says why. */
@EnabledIf("dev.headroom.ttltuner.e2e.RedisServer#installed")
class FaultsIT {
    @TempDir
    private Path folder;

    private RedisServer server;
    private UnifiedJedis redis;

    @BeforeEach
    void start() {
        server = new RedisServer(folder);
        redis = server.client();
        redis.set("cache:ttl:fast", "200");
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    @Test
    void aPausedRedisAndThenAStoppedOne() throws Exception {
        try (Running tuner = counters()) {
            tuner.says("no_data");
            server.signal("STOP");
            Wait.sleep(30_000);
            tuner.says("redis_unreachable");
            assertThat(tuner.get("/readyz").statusCode()).isEqualTo(503);
            assertThat(tuner.get("/metrics").body()).contains("headroom_ttl_redis_up 0.0");
            server.signal("CONT");
            tuner.says("no_data");
            assertThat(tuner.get("/readyz").statusCode()).isEqualTo(200);
            server.kill();
            tuner.says("redis_unreachable");
            server.start();
            Wait.until("it writes the initial TTL again", this::initialTtlIsThere);
        }
    }

    /** Asked on a new connection, as the old one ended with its server. */
    private boolean initialTtlIsThere() {
        try (UnifiedJedis fresh = server.client()) {
            return "300".equals(fresh.get("cache:ttl:fast"));
        }
    }

    @Test
    void aRedisThatIsFull() throws Exception {
        redis.del("cache:ttl:fast");
        redis.configSet("maxmemory-policy", "noeviction");
        redis.configSet("maxmemory", "1");
        try (Running tuner = counters()) {
            tuner.says("redis_full");
            assertThat(redis.exists("cache:ttl:fast")).isFalse();
            redis.configSet("maxmemory", "0");
            Wait.until("it goes on", () -> "300".equals(redis.get("cache:ttl:fast")));
        }
    }

    @Test
    void aRedisThatIsLoading() throws Exception {
        for (int i = 0; i < 300; i++) {
            redis.eval(
                    "for i = 1, 1000 do redis.call('SET', 'bulk:' .. ARGV[1] .. ':' .. i, string.rep('x', 50)) end",
                    0,
                    String.valueOf(i));
        }
        redis.sendCommand(Protocol.Command.SAVE);
        server.kill();
        try (Running tuner = counters()) {
            tuner.says("redis_unreachable");
            server.start("--key-load-delay", "15", "--loading-process-events-interval-bytes", "1024");
            tuner.says("redis_loading");
        }
    }

    @Test
    void somethingElseUnderTheKeys() throws Exception {
        redis.del("cache:ttl:fast");
        redis.lpush("cache:ttl:fast", "x");
        try (Running tuner = counters()) {
            tuner.says("not_a_ttl");
            assertThat(redis.type("cache:ttl:fast")).isEqualTo("list");
            redis.del("cache:ttl:fast");
            redis.set("cache:ttl:fast", "soon");
            Wait.until(
                    "it names the value",
                    () -> tuner.mode().path("detail").asText().contains("whole seconds"));
            assertThat(redis.get("cache:ttl:fast")).isEqualTo("soon");
            redis.del("cache:ttl:fast");
            Wait.until("it writes a TTL", () -> "300".equals(redis.get("cache:ttl:fast")));
        }
    }

    @Test
    void counterKeysOfAnotherTypeAndCountersThatAreNone() throws Exception {
        redis.set("cache:stats:fast", "1");
        long past = System.currentTimeMillis() / 1000 - 100_000;
        redis.hset(
                "cache:ttl:fast:state",
                Map.of("at", java.time.Instant.ofEpochSecond(past).toString(), "from", "200", "to", "200"));
        try (Running tuner = counters()) {
            tuner.says("source_failed");
            redis.del("cache:stats:fast");
            redis.hset("cache:stats:fast", "hits", "many");
            tuner.says("not_a_number");
            redis.del("cache:stats:fast");
            tuner.says("no_data");
            assertThat(redis.get("cache:ttl:fast")).isEqualTo("200");
        }
    }

    @Test
    void whatWasLearnedIsKnownAfterARestart() throws Exception {
        redis.set("cache:ttl:fast", "300");
        long now = System.currentTimeMillis();
        for (int i = 0; i < 2_000; i++) {
            StreamEntryID at = new StreamEntryID(now - 1_000L * (2_000 - i), 0);
            redis.xadd("cache:access:fast", at, Map.of("k", "key" + i * i % 101));
        }
        double learned;
        try (Running tuner = counters()) {
            Wait.until("the curve is known", () -> tuner.mode().has("predicted"));
            learned = tuner.mode().path("predicted").asDouble();
            Wait.until("it is kept", () -> redis.exists("cache:ttl:fast:curve"));
        }
        redis.xtrim("cache:access:fast", 1, false);
        try (Running tuner = counters()) {
            Wait.until("it is known", () -> tuner.mode().has("predicted"));
            assertThat(tuner.mode().path("predicted").asDouble()).isCloseTo(learned, within(0.03));
        }
    }

    @Test
    void aPin() throws Exception {
        redis.del("cache:ttl:fast");
        redis.set("cache:ttl:fast", "5000");
        redis.setex("cache:ttl:fast:pin", 600, "anna: launch day");
        try (Running tuner = counters()) {
            tuner.says("pinned");
            assertThat(tuner.mode().path("not_before").asText()).isNotEmpty();
            redis.del("cache:ttl:fast:pin");
            Wait.until("the bounds hold again", () -> "600".equals(redis.get("cache:ttl:fast")));
        }
    }

    @Test
    void prometheusGoneStaleAndNotANumber() throws Exception {
        WireMockServer prometheus = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        prometheus.start();
        long past = System.currentTimeMillis() / 1000 - 100_000;
        redis.hset(
                "cache:ttl:fast:state",
                Map.of("at", java.time.Instant.ofEpochSecond(past).toString(), "from", "200", "to", "200"));
        try (Running tuner =
                new Running(folder, config("prometheus: {url: http://127.0.0.1:" + prometheus.port() + "}"))) {
            answer(prometheus, "mode:cache_lookups:rate10m", "10");
            answer(prometheus, "mode:cache_hit:ratio_rate10m", "NaN");
            answer(prometheus, "time() - timestamp(mode:cache_lookups:rate10m)", "5");
            answer(prometheus, "sum by (mode) (rate(cache_ttl_expired_total{service=\"app\"}[10m]))", "3");
            tuner.says("not_a_number");
            answer(prometheus, "time() - timestamp(mode:cache_lookups:rate10m)", "290");
            tuner.says("stale");
            prometheus.stubFor(any(anyUrl())
                    .atPriority(1)
                    .willReturn(okJson("{\"status\":\"success\",\"data\":{\"result\":[]}}")));
            tuner.says("no_data");
            prometheus.stubFor(any(anyUrl())
                    .atPriority(1)
                    .willReturn(aResponse().withStatus(500).withBody("<html>")));
            tuner.says("source_failed");
            assertThat(redis.get("cache:ttl:fast")).isEqualTo("200");
            prometheus.resetAll();
            answer(prometheus, "mode:cache_lookups:rate10m", "10");
            answer(prometheus, "mode:cache_hit:ratio_rate10m", "0.3");
            answer(prometheus, "time() - timestamp(mode:cache_lookups:rate10m)", "5");
            answer(prometheus, "sum by (mode) (rate(cache_ttl_expired_total{service=\"app\"}[10m]))", "3");
            Wait.until("it raises by half", () -> "300".equals(redis.get("cache:ttl:fast")));
            prometheus.stop();
            tuner.says("source_failed");
            assertThat(redis.get("cache:ttl:fast")).isEqualTo("300");
        } finally {
            prometheus.stop();
        }
    }

    private static void answer(WireMockServer prometheus, String query, String value) {
        prometheus.stubFor(get(urlPathEqualTo("/api/v1/query"))
                .withQueryParam("query", WireMock.equalTo(query))
                .willReturn(okJson("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":"
                        + "[{\"metric\":{\"mode\":\"fast\"},\"value\":[1,\"" + value + "\"]}]}}")));
    }

    @Test
    void ofTwoTunersOneActsAndTheOtherTakesOver() throws Exception {
        redis.del("cache:ttl:fast");
        try (Running first = counters()) {
            Wait.until("the first leads", () -> first.status().path("leader").asBoolean());
            try (Running second = counters()) {
                redis.del("cache:ttl:fast");
                Wait.until("the first writes", () -> redis.exists("cache:ttl:fast"));
                assertThat(second.status().path("leader").asBoolean()).isFalse();
                first.close();
                Wait.until(
                        "the second takes over",
                        () -> second.status().path("leader").asBoolean());
            }
        }
    }

    private Running counters() {
        return new Running(folder, config(""));
    }

    private String config(String more) {
        return """
                redis: {url: redis://127.0.0.1:%d}
                decide_every: 300ms
                poll_every: 100ms
                modes: {fast: {target: 60%%, min_ttl: 30s, max_ttl: 10m, initial_ttl: 5m}}
                %s
                """.formatted(server.port(), more);
    }
}

package dev.headroom.ttltuner.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.UnifiedJedis;

/** The tuner beside a real Redis under load, with real expiry; minutes are seconds here. */
@EnabledIf("dev.headroom.ttltuner.e2e.RedisServer#installed")
class LoadIT {
    private static final String FAST = """
            redis: {url: redis://127.0.0.1:%d}
            decide_every: 1s
            poll_every: 200ms
            half_life: 6s
            modes:
              fast: {target: 60%%, min_ttl: 1s, max_ttl: 24s, initial_ttl: %s, strategy: auto}
            """;

    @TempDir
    private Path folder;

    @Test
    void theTargetIsReachedAndKeptAlsoWhenPopularityChanges() throws Exception {
        try (RedisServer server = new RedisServer(folder);
                UnifiedJedis redis = server.client();
                Load load = new Load(redis, "fast");
                Running tuner = new Running(folder, FAST.formatted(server.port(), "1s"))) {
            Wait.sleep(24_000); // half of the longest TTL until the curve is sure, and a TTL until the cache is full
            double first = load.hitRate(5);
            load.change("b", 60_000);
            Wait.sleep(24_000);
            Wait.until("the hit rate is back", () -> load.hitRate(5) >= 0.56);
            double second = load.hitRate(5);
            System.out.printf(
                    "hit rate %.3f, and after the change %.3f at %s s%n", first, second, redis.get("cache:ttl:fast"));
            assertThat(first).isBetween(0.54, 0.70);
            assertThat(second).isBetween(0.54, 0.70);
            assertThat(Integer.parseInt(redis.get("cache:ttl:fast"))).isBetween(3, 24);
            assertThat(redis.xrange("cache:ttl:history", "-", "+"))
                    .allSatisfy(entry -> assertThat(entry.getFields())
                            .containsEntry("mode", "fast")
                            .containsKeys("from", "to", "reason", "hit_rate", "predicted"));
            assertThat(tuner.get("/metrics").body()).contains("headroom_ttl_seconds{mode=\"fast\"}");
        }
    }

    @Test
    void aCacheThatIsTooSmallIsNotFilledToEviction() throws Exception {
        long unguarded = evictions(false);
        long guarded = evictions(true);
        System.out.printf("evictions: step law without guard %d, tuner %d%n", unguarded, guarded);
        assertThat(unguarded).isGreaterThan(100);
        assertThat(guarded).isLessThan(unguarded / 2);
    }

    /** Twelve seconds of the same load, in a cache with room for about 400 entries, after six to begin. */
    private long evictions(boolean guarded) throws Exception {
        try (RedisServer server = new RedisServer(folder);
                UnifiedJedis redis = server.client();
                Load load = new Load(redis, "fast")) {
            redis.set("cache:ttl:fast", "2");
            limit(redis);
            if (!guarded) {
                return unguarded(redis, load);
            }
            try (Running tuner = new Running(folder, FAST.formatted(server.port(), "2s"))) {
                Wait.sleep(18_000);
                assertThat(tuner.mode().path("ttl").asInt()).isLessThanOrEqualTo(4);
                return evicted(redis);
            }
        }
    }

    private static void limit(UnifiedJedis redis) {
        String used = redis.info("memory").replaceAll("(?s).*used_memory:([0-9]+).*", "$1");
        redis.configSet("maxmemory-policy", "volatile-lru");
        redis.configSet("maxmemory", String.valueOf(Long.parseLong(used) + 900_000));
    }

    private static long unguarded(UnifiedJedis redis, Load load) {
        int ttl = 2;
        for (int i = 0; i < 6; i++) {
            if (load.hitRate(3) < 0.60) {
                ttl = Math.min(24, ttl * 3 / 2);
                redis.set("cache:ttl:fast", String.valueOf(ttl));
            }
        }
        return evicted(redis);
    }

    private static long evicted(UnifiedJedis redis) {
        return Long.parseLong(redis.info("stats").replaceAll("(?s).*evicted_keys:([0-9]+).*", "$1"));
    }
}

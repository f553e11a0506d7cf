package dev.headroom.ttltuner.e2e;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.XAddParams;

/** What an app does beside its cache: reads the TTL, adds jitter, counts, and feeds one line a lookup. */
final class ExampleApp {
    private static final XAddParams NEWEST =
            XAddParams.xAddParams().maxLen(50_000).approximateTrimming();
    private static final String VALUE = "x".repeat(900);

    private final UnifiedJedis redis;
    private final String mode;

    ExampleApp(UnifiedJedis redis, String mode) {
        this.redis = redis;
        this.mode = mode;
    }

    boolean lookup(String key) {
        String stored = "cache:" + mode + ":" + key;
        boolean hit = redis.get(stored) != null;
        redis.hincrBy("cache:stats:" + mode, hit ? "hits" : "misses", 1);
        if (hit) {
            redis.xadd("cache:access:" + mode, NEWEST, Map.of("k", key));
            return true;
        }
        redis.set(stored, VALUE, SetParams.setParams().px(ttlMillis()));
        redis.xadd("cache:access:" + mode, NEWEST, Map.of("k", key, "s", String.valueOf(VALUE.length())));
        return false;
    }

    /** The tuner's TTL within 5 % either way, so that entries written together do not expire together. */
    private long ttlMillis() {
        String ttl = redis.get("cache:ttl:" + mode);
        double seconds = ttl == null ? 300 : Integer.parseInt(ttl);
        return Math.round(
                seconds * 1000 * (0.95 + 0.10 * ThreadLocalRandom.current().nextDouble()));
    }
}

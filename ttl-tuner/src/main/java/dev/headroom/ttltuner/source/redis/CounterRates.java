package dev.headroom.ttltuner.source.redis;

import dev.headroom.ttltuner.source.HitRates;
import dev.headroom.ttltuner.tuning.Reading;
import dev.headroom.ttltuner.tuning.Reading.Missing;
import dev.headroom.ttltuner.tuning.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Reads the hash {@code cache:stats:{mode}} with the fields {@code hits}, {@code misses} and, where the app counts them,
 * {@code expired}; all replicas increment the same hash. Redis' own failures are left to the caller.
 */
public final class CounterRates implements HitRates {
    private final UnifiedJedis redis;
    private final Map<String, Samples> samples = new LinkedHashMap<>();
    private final Map<String, Missing> missing = new HashMap<>();
    private final Duration mostAge;

    /** Samples older than {@code mostAge} are stale. */
    public CounterRates(UnifiedJedis redis, Set<String> modes, Duration mostAge) {
        this.redis = redis;
        this.mostAge = mostAge;
        modes.forEach(mode -> samples.put(mode, new Samples()));
    }

    static String key(String mode) {
        return "cache:stats:" + mode;
    }

    @Override
    public void sample(Instant now) {
        samples.forEach((mode, seen) -> sample(mode, seen, now));
    }

    private void sample(String mode, Samples seen, Instant now) {
        missing.remove(mode);
        try {
            Map<String, String> counters = redis.hgetAll(key(mode));
            if (counters.isEmpty()) {
                missing.put(mode, new Missing(Reason.NO_DATA, key(mode) + " does not exist"));
            } else {
                seen.add(Samples.Sample.of(now, counters));
            }
        } catch (NumberFormatException e) {
            missing.put(mode, new Missing(Reason.NOT_A_NUMBER, "a field of " + key(mode) + " is no count"));
        } catch (JedisDataException e) {
            if (e.getMessage() == null || !e.getMessage().startsWith("WRONGTYPE")) {
                throw e;
            }
            missing.put(mode, new Missing(Reason.SOURCE_FAILED, key(mode) + " is no hash"));
        }
    }

    @Override
    public Map<String, Reading> read(Map<String, Instant> settled, Instant now) {
        Map<String, Reading> readings = new HashMap<>();
        settled.forEach((mode, since) -> readings.put(mode, reading(mode, since, now)));
        return readings;
    }

    private Reading reading(String mode, Instant since, Instant now) {
        Samples seen = samples.getOrDefault(mode, new Samples());
        return missing.containsKey(mode) ? missing.get(mode) : seen.window(since, now, mostAge);
    }
}

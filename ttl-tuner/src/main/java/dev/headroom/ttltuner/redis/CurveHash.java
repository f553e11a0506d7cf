package dev.headroom.ttltuner.redis;

import static dev.headroom.ttltuner.redis.RedisTroubleException.telling;

import dev.headroom.ttltuner.curve.Learned;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import redis.clients.jedis.UnifiedJedis;

/** What was learned of a mode's accesses, in the hash {@code cache:ttl:{mode}:curve}, so that a restart does not forget it. */
public final class CurveHash {
    private final UnifiedJedis redis;

    public CurveHash(UnifiedJedis redis) {
        this.redis = redis;
    }

    public void write(String mode, Learned learned) {
        String counts = learned.counts().stream().map(String::valueOf).collect(Collectors.joining(","));
        Map<String, String> fields =
                Map.of("setting", learned.setting(), "until", String.valueOf(learned.until()), "counts", counts);
        long unused = telling(() -> redis.hset(Keys.curve(mode), fields));
    }

    /** Empty where nothing is kept, or where it cannot be understood. */
    public Optional<Learned> read(String mode) {
        return telling(() -> {
            try {
                return redis.type(Keys.curve(mode)).equals("hash")
                        ? learned(redis.hgetAll(Keys.curve(mode)))
                        : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<Learned> learned(Map<String, String> fields) {
        List<Double> counts = Arrays.stream(fields.getOrDefault("counts", "").split(","))
                .map(Double::valueOf)
                .toList();
        return Optional.of(new Learned(
                fields.getOrDefault("setting", ""), Long.parseLong(fields.getOrDefault("until", "")), counts));
    }
}

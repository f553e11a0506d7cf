package dev.headroom.ttltuner.redis;

import static dev.headroom.ttltuner.redis.RedisTroubleException.telling;

import dev.headroom.ttltuner.tuning.Evidence;
import dev.headroom.ttltuner.tuning.Reason;
import dev.headroom.ttltuner.tuning.Verdict.Adjust;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** Reads and changes the TTL of a mode. A change is one script: nothing of it happens unless all of it may. */
public final class TtlKeys {
    private static final String CHANGE = """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'LEASE' end
            local present = redis.call('GET', KEYS[2])
            if (present or '') ~= ARGV[2] then return 'CHANGED' end
            if redis.call('EXISTS', KEYS[3]) == 1 then return 'PINNED' end
            local kind = redis.call('TYPE', KEYS[4]).ok
            if kind ~= 'none' and kind ~= 'stream' then return 'HISTORY' end
            redis.call('SET', KEYS[2], ARGV[3])
            redis.call('XADD', KEYS[4], 'MAXLEN', '~', '10000', '*', 'mode', ARGV[4], 'from', ARGV[5], 'to', ARGV[3],
              'reason', ARGV[6], 'detail', ARGV[7], 'hit_rate', ARGV[8], 'predicted', ARGV[9])
            redis.call('PUBLISH', ARGV[10], ARGV[4] .. ' ' .. ARGV[3])
            return 'OK'
            """;

    private final UnifiedJedis redis;

    public TtlKeys(UnifiedJedis redis) {
        this.redis = redis;
    }

    /**
     * What is there.
     *
     * @throws RedisTroubleException also where the key holds something that is no TTL
     */
    public Evidence.Key read(String mode, Instant now) {
        return telling(() -> new Evidence.Key(seconds(mode), pinnedUntil(mode, now)));
    }

    private OptionalInt seconds(String mode) {
        String text = text(mode);
        if (text == null) {
            return OptionalInt.empty();
        }
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new RedisTroubleException(
                    Reason.NOT_A_TTL, Keys.ttl(mode) + " must hold whole seconds; set it, or delete it");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private @Nullable String text(String mode) {
        try {
            return redis.get(Keys.ttl(mode));
        } catch (JedisDataException e) {
            if (String.valueOf(e.getMessage()).startsWith("WRONGTYPE")) {
                throw new RedisTroubleException(
                        Reason.NOT_A_TTL, Keys.ttl(mode) + " is no string; delete it, and it is written anew");
            }
            throw e;
        }
    }

    private Optional<Instant> pinnedUntil(String mode, Instant now) {
        long left = redis.pttl(Keys.pin(mode));
        if (left == -2) {
            return Optional.empty();
        }
        return Optional.of(left == -1 ? Instant.MAX : now.plusMillis(left));
    }

    /** How a change ended; only {@code OK} changed anything. */
    public enum Outcome {
        OK,
        LEASE,
        CHANGED,
        PINNED,
        HISTORY
    }

    /**
     * Changes the TTL if it still is what the decision was made from, no pin came in between, and the lease is still held.
     *
     * @param owner holder of the lease
     * @param hitRate measured; empty where there is none
     */
    public Outcome change(String owner, String mode, Adjust adjust, OptionalDouble hitRate) {
        List<String> keys = List.of(Keys.LEASE, Keys.ttl(mode), Keys.pin(mode), Keys.HISTORY);
        List<String> values = List.of(
                owner,
                adjust.from() == 0 ? "" : String.valueOf(adjust.from()),
                String.valueOf(adjust.to()),
                mode,
                String.valueOf(adjust.from()),
                adjust.reason().label(),
                adjust.detail(),
                ratio(hitRate),
                ratio(adjust.predicted()),
                Keys.CHANGED);
        return telling(() -> Outcome.valueOf(String.valueOf(redis.eval(CHANGE, keys, values))));
    }

    private static String ratio(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "";
    }

    /** The newest changes first. */
    public List<Map<String, String>> history(int count) {
        return telling(() -> redis.xrevrange(Keys.HISTORY, "+", "-", count).stream()
                .map(entry -> entry.getFields())
                .toList());
    }
}

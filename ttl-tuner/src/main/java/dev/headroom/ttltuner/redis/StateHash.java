package dev.headroom.ttltuner.redis;

import static dev.headroom.ttltuner.redis.RedisTroubleException.telling;

import dev.headroom.ttltuner.tuning.ModeState;
import dev.headroom.ttltuner.tuning.ModeState.Change;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;

/** What the tuner remembers of a mode, in the hash {@code cache:ttl:{mode}:state}, so that a restart changes nothing. */
public final class StateHash {
    private final UnifiedJedis redis;

    public StateHash(UnifiedJedis redis) {
        this.redis = redis;
    }

    public void write(String mode, ModeState state) {
        Map<String, String> fields = new HashMap<>();
        state.lastChange().ifPresent(change -> {
            fields.put("at", change.at().toString());
            fields.put("from", String.valueOf(change.from()));
            fields.put("to", String.valueOf(change.to()));
        });
        fields.put("bias", String.valueOf(state.bias()));
        fields.put("unreachable", String.valueOf(state.unreachable()));
        fields.put("judged", String.valueOf(state.judged()));
        fields.put("no_raise_before", state.noRaiseBefore().toString());
        long unused = telling(() -> redis.hset(Keys.state(mode), fields));
    }

    /** New where nothing is remembered, or where it cannot be understood. */
    public ModeState read(String mode) {
        return telling(() -> {
            try {
                return redis.type(Keys.state(mode)).equals("hash")
                        ? state(redis.hgetAll(Keys.state(mode)))
                        : ModeState.NEW;
            } catch (NumberFormatException | DateTimeException e) {
                return ModeState.NEW;
            }
        });
    }

    private static ModeState state(Map<String, String> fields) {
        Optional<Change> change = Optional.ofNullable(fields.get("at"))
                .map(at -> new Change(
                        Instant.parse(at),
                        Integer.parseInt(fields.getOrDefault("from", "")),
                        Integer.parseInt(fields.getOrDefault("to", ""))));
        double bias = Double.parseDouble(fields.getOrDefault("bias", "0"));
        return new ModeState(
                change,
                Double.isFinite(bias) ? Math.max(-0.3, Math.min(0.3, bias)) : 0,
                Integer.parseInt(fields.getOrDefault("unreachable", "0")),
                Instant.parse(fields.getOrDefault("no_raise_before", Instant.MIN.toString())),
                Double.parseDouble(fields.getOrDefault("judged", "0")));
    }
}

package dev.headroom.ttltuner.redis;

import static dev.headroom.ttltuner.redis.RedisTroubleException.telling;

import java.time.Duration;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;

/** One tuner acts at a time: whoever holds the lease, which ends by itself when its holder does not renew it. */
public final class Lease {
    private static final String TAKE = """
            local holder = redis.call('GET', KEYS[1])
            if holder and holder ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """;
    private static final String GIVE =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    private final UnifiedJedis redis;
    private final String owner;
    private final Duration length;

    /** A lease for {@code owner}, a name that nobody else has. */
    public Lease(UnifiedJedis redis, String owner, Duration length) {
        this.redis = redis;
        this.owner = owner;
        this.length = length;
    }

    public String owner() {
        return owner;
    }

    /** Takes or renews it; false where another holds it. */
    public boolean take() {
        List<String> values = List.of(owner, String.valueOf(length.toMillis()));
        return telling(() -> Long.valueOf(1).equals(redis.eval(TAKE, List.of(Keys.LEASE), values)));
    }

    /** Lets it go at once, if it is held. */
    public void give() {
        Object unused = telling(() -> redis.eval(GIVE, List.of(Keys.LEASE), List.of(owner)));
    }
}

package dev.headroom.ttltuner.redis;

import static dev.headroom.ttltuner.redis.RedisTroubleException.telling;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.UnifiedJedis;

/**
 * Redis' own account of its memory.
 *
 * @param used bytes
 * @param most bytes; 0 where there is no limit
 * @param evicted keys since Redis started
 */
public record MemoryInfo(long used, long most, long evicted) {

    public static MemoryInfo read(UnifiedJedis redis) {
        return telling(() -> {
            String info = redis.info("memory") + redis.info("stats");
            return new MemoryInfo(number(info, "used_memory"), number(info, "maxmemory"), number(info, "evicted_keys"));
        });
    }

    private static long number(String info, String name) {
        Matcher found = Pattern.compile("(?m)^" + name + ":([0-9]+)\\s*$").matcher(info);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    public double usedShare() {
        return most == 0 ? 0 : (double) used / most;
    }
}

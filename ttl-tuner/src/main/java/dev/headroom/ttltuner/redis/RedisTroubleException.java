package dev.headroom.ttltuner.redis;

import dev.headroom.ttltuner.tuning.Reason;
import java.util.function.Supplier;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Redis does not do what it is asked; the reason and one line say why. */
public final class RedisTroubleException extends RuntimeException {
    private final Reason reason;

    RedisTroubleException(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    /** Runs commands, and tells their failures in our words. */
    public static <T> T telling(Supplier<T> commands) {
        try {
            return commands.get();
        } catch (JedisDataException e) {
            throw of(String.valueOf(e.getMessage()));
        } catch (JedisException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RedisTroubleException(Reason.REDIS_UNREACHABLE, oneLine(String.valueOf(cause.getMessage())));
        }
    }

    private static RedisTroubleException of(String message) {
        String said = oneLine(message);
        if (said.startsWith("LOADING")) {
            return new RedisTroubleException(Reason.REDIS_LOADING, said);
        }
        boolean full = said.startsWith("OOM") || said.contains("-OOM") || said.contains(" OOM ");
        return new RedisTroubleException(full ? Reason.REDIS_FULL : Reason.REDIS_REFUSED, said);
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cntrl}]+", " ").strip();
        return line.length() > 200 ? line.substring(0, 200) + "..." : line;
    }

    public Reason reason() {
        return reason;
    }
}

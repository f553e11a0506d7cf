package dev.headroom.ttltuner.redis;

import dev.headroom.ttltuner.tuning.Reason;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Redis does not do what it is asked; the reason and one line say why. */
public final class RedisTroubleException extends RuntimeException {
    private static final String CLUSTER =
            "this is Redis Cluster, which the tuner does not speak; name a server that is no cluster in redis.url";

    private final Reason reason;

    RedisTroubleException(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    /** What Redis says first, and what that means and asks of a person. */
    private static final Map<String, String> MEANINGS = Map.of(
            "READONLY", "this Redis is a replica, which takes no writes; name its primary in redis.url",
            "MOVED", CLUSTER,
            "ASK", CLUSTER,
            "CROSSSLOT", CLUSTER,
            "CLUSTERDOWN", CLUSTER,
            "NOPERM", "the user in redis.username may not do this; give it the rights of docs/ttl.md",
            "NOAUTH", "it asks for a password; name a file that holds it in redis.password_file",
            "WRONGPASS", "it does not take this user and password; look at redis.username and redis.password_file",
            "MISCONF", "it cannot save to its disk and takes no writes; make room there",
            "MASTERDOWN", "this Redis is a replica that lost its primary; name the primary in redis.url");

    private static final Pattern CODE = Pattern.compile("(?:^|[-: ])(" + String.join("|", MEANINGS.keySet()) + ")\\b");

    /** Runs commands, and tells their failures in our words. */
    public static <T> T telling(Supplier<T> commands) {
        try {
            return commands.get();
        } catch (JedisDataException e) {
            throw of(e);
        } catch (JedisException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof JedisDataException said
                    ? of(said)
                    : new RedisTroubleException(Reason.REDIS_UNREACHABLE, oneLine(String.valueOf(cause.getMessage())));
        }
    }

    private static RedisTroubleException of(JedisDataException failure) {
        String said = oneLine(String.valueOf(failure.getMessage()));
        if (said.startsWith("LOADING")) {
            return new RedisTroubleException(Reason.REDIS_LOADING, said);
        }
        boolean full = said.startsWith("OOM") || said.contains("-OOM") || said.contains(" OOM ");
        return new RedisTroubleException(full ? Reason.REDIS_FULL : Reason.REDIS_REFUSED, full ? said : meaning(said));
    }

    /** In words where it is known, with what Redis said behind it. */
    static String meaning(String said) {
        Matcher code = CODE.matcher(said);
        String known = code.find() ? MEANINGS.get(code.group(1)) : null;
        return known == null ? said : known + " (" + said + ")";
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cntrl}]+", " ").strip();
        return line.length() > 200 ? line.substring(0, 200) + "..." : line;
    }

    public Reason reason() {
        return reason;
    }
}

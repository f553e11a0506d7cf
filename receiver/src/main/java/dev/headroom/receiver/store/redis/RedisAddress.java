package dev.headroom.receiver.store.redis;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Which Redis holds the store, and how.
 *
 * @param uri {@code redis://[USER][:PASSWORD@]HOST[:PORT][/DATABASE]}, {@code rediss://} for TLS
 * @param prefix of every key, so that several installations may share a Redis
 * @param durable whether a Redis without an append-only file is refused
 */
public record RedisAddress(URI uri, String prefix, boolean durable) {
    private static final int PORT = 6379;

    String host() {
        return uri.getHost();
    }

    int port() {
        return uri.getPort() < 0 ? PORT : uri.getPort();
    }

    /** Null where there is none; the library would refuse a user without one. */
    @Nullable
    String password() {
        String info = uri.getUserInfo();
        return info == null || !info.contains(":") ? null : info.split(":", 2)[1];
    }

    /** Without credentials, for messages. */
    @Override
    public String toString() {
        return uri.getScheme() + "://" + host() + ":" + port() + "/" + JedisURIHelper.getDBIndex(uri);
    }
}

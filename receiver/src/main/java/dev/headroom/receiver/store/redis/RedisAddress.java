package dev.headroom.receiver.store.redis;

import dev.headroom.clients.redis.RedisHost;
import org.jspecify.annotations.Nullable;

/**
 * Which Redis holds the store, and how.
 *
 * @param prefix of every key, so that several installations may share a Redis
 * @param durable whether a Redis without an append-only file is refused
 */
public record RedisAddress(RedisHost server, String prefix, boolean durable) {

    String host() {
        return server.host();
    }

    int port() {
        return server.port();
    }

    int database() {
        return server.database();
    }

    boolean tls() {
        return server.tls();
    }

    @Nullable
    String user() {
        return server.user();
    }

    @Nullable
    String password() {
        return server.password();
    }

    /** Without who asks, for messages. */
    @Override
    public String toString() {
        return server.toString();
    }
}

package dev.headroom.receiver.store.redis;

import dev.headroom.clients.redis.RedisHost;

/**
 * Which Redis holds the store, and how.
 *
 * @param prefix of every key, so that several installations may share a Redis
 * @param durable whether a Redis without an append-only file is refused
 */
public record RedisAddress(RedisHost server, String prefix, boolean durable) {

    /** Without who asks, for messages. */
    @Override
    public String toString() {
        return server.toString();
    }
}

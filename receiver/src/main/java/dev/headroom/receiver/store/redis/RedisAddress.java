package dev.headroom.receiver.store.redis;

import java.net.URI;
import org.jspecify.annotations.Nullable;

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

    int database() {
        String path = uri.getPath();
        return path.length() < 2 ? 0 : Integer.parseInt(path.substring(1));
    }

    boolean tls() {
        return "rediss".equals(uri.getScheme());
    }

    @Nullable
    String user() {
        String before = credentials()[0];
        return before.isEmpty() ? null : before;
    }

    @Nullable
    String password() {
        String[] parts = credentials();
        return parts.length < 2 ? null : parts[1];
    }

    private String[] credentials() {
        String info = uri.getUserInfo();
        return info == null ? new String[] {""} : info.split(":", 2);
    }

    /** Without credentials, for messages. */
    @Override
    public String toString() {
        return uri.getScheme() + "://" + host() + ":" + port() + "/" + database();
    }
}

package dev.headroom.clients.redis;

import dev.headroom.settings.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Which Redis, and as whom.
 *
 * @param url {@code redis://HOST[:PORT][/DATABASE]}, {@code rediss://} for TLS; until the next release with a user and a
 *     password before the host
 * @param username empty for that of the URL, or the default user
 * @param passwordFile null for the password of the URL, or none
 */
public record RedisHost(URI url, String username, @Nullable Secret passwordFile) {
    private static final int PORT = 6379;

    /** As nobody, or as the URL says. */
    public RedisHost(URI url) {
        this(url, "", null);
    }

    public String host() {
        return url.getHost();
    }

    public int port() {
        return url.getPort() < 0 ? PORT : url.getPort();
    }

    public int database() {
        String path = url.getPath();
        return path.length() < 2 ? 0 : Integer.parseInt(path.substring(1));
    }

    public boolean tls() {
        return "rediss".equals(url.getScheme());
    }

    /** Null for the default user. */
    public @Nullable String user() {
        String name = username.isEmpty() ? login()[0] : username;
        return name.isEmpty() ? null : name;
    }

    /** As it is now; null for none. Throws {@link dev.headroom.settings.ConfigException} where its file has none. */
    public @Nullable String password() {
        if (passwordFile != null) {
            return passwordFile.required();
        }
        String[] written = login();
        return written.length < 2 ? null : written[1];
    }

    private String[] login() {
        String info = url.getUserInfo();
        return info == null ? new String[] {""} : info.split(":", 2);
    }

    /** Without who asks, for messages. */
    @Override
    public String toString() {
        return url.getScheme() + "://" + host() + ":" + port() + "/" + database();
    }
}

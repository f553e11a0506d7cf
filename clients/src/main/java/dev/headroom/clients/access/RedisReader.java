package dev.headroom.clients.access;

import dev.headroom.clients.redis.RedisHost;
import dev.headroom.settings.Quantity;
import dev.headroom.settings.Secret;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Reads which Redis, and as whom: {@code url}, {@code username}, {@code password_file}. */
public final class RedisReader {
    private static final Pattern DATABASE = Pattern.compile("/?|/[0-9]{1,4}");

    private RedisReader() {}

    /** The URL of a Redis, as it is written. */
    public static Optional<URI> url(String text) {
        return Quantity.url(text, "redis")
                .filter(url -> DATABASE.matcher(url.getPath()).matches() && url.getFragment() == null);
    }

    /**
     * A text that holds the URL of a Redis; a user and a password in it are taken for one more release.
     *
     * @param key that takes a mapping in their place
     */
    public static <T> Optional<T> read(
            Value value, Function<String, Optional<T>> parser, String key, String rule, String example) {
        return value.readWithLogin(
                parser,
                rule,
                "write it like " + example,
                "write " + key
                        + ": {url: redis://HOST:6379/0, password_file: FILE}, and username: NAME beside them where"
                        + " it is not the default user");
    }

    /** Puts in who asks, as the keys beside the URL say. */
    public static UnaryOperator<RedisHost> login(Section section) {
        Optional<Value> written = section.optional("password_file");
        Optional<Secret> password = written.flatMap(value -> value.secret(Secret.Form.PASSWORD));
        section.optional("username")
                .filter(value -> written.isEmpty())
                .ifPresent(value -> value.problem(
                        "must stand beside a password_file", "add password_file: secrets/redis, or remove it"));
        String name = section.text("username", "");
        return host -> new RedisHost(host.url(), name, password.orElse(null));
    }
}

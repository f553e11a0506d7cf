package dev.headroom.receiver.config;

import dev.headroom.receiver.config.HeadroomConfig.Listen;
import dev.headroom.receiver.config.HeadroomConfig.StoreSpec;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads addresses: where to listen, where to connect, where files lie. */
final class EndpointReader {
    private static final Pattern LISTEN = Pattern.compile("(?:\\[([0-9a-fA-F:]+)]|([A-Za-z0-9.-]+)):([0-9]{1,5})");
    private static final Pattern BARE_IPV6 =
            Pattern.compile("^(https?://)([0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F]*)(:[0-9]{1,5})$");
    private static final Pattern ADVERTISED = Pattern.compile("https?://[^/?#@]+:[0-9]{1,5}");
    private static final Pattern REDIS_DATABASE = Pattern.compile("/?|/[0-9]{1,4}");
    private static final Pattern REDIS_OPTIONS =
            Pattern.compile("(?:(?:prefix=(?<prefix>[A-Za-z0-9_.-]{1,64})|durability=(?<none>none))(?:&|$))*");
    private static final String SQLITE = "sqlite:";
    private static final StoreSpec DEFAULT_STORE = new StoreSpec.Sqlite(Path.of("data", "headroom.db"));

    private EndpointReader() {}

    static Optional<Listen> listen(Value value, @Nullable Path tokens) {
        return value.read(text -> listen(text, tokens), "must be host:port", "write it like 127.0.0.1:9095");
    }

    private static Optional<Listen> listen(String text, @Nullable Path tokens) {
        Matcher parts = LISTEN.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > 65535) {
            return Optional.empty();
        }
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        return Optional.of(new Listen(host, Integer.parseInt(parts.group(3)), tokens));
    }

    static Optional<Path> path(Value value) {
        return value.read(EndpointReader::path, "must be a path", "write it like data/headroom.db");
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(text).filter(path -> !path.isBlank()).map(Path::of);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    static Optional<URI> http(Value value) {
        return value.read(
                text -> uri(text, "http", "https"),
                "must be an http or https URL",
                "write it like http://127.0.0.1:9090");
    }

    /** As {@link #http}, but with a port and nothing behind it; an IPv6 address may lack its brackets, as a pod's does. */
    static Optional<URI> advertised(Value value) {
        return value.read(
                text -> Optional.of(BARE_IPV6.matcher(text).replaceFirst("$1[$2]$3"))
                        .filter(url -> ADVERTISED.matcher(url).matches())
                        .flatMap(url -> uri(url, "http", "https")),
                "must be http:// or https://, a host and a port",
                "write it like http://10.0.0.5:9095, as the other receivers reach this one");
    }

    static boolean isRedis(Value store) {
        return store(Optional.of(store)) instanceof StoreSpec.Redis;
    }

    static StoreSpec store(Optional<Value> written) {
        return written.flatMap(value -> value.read(
                        EndpointReader::store,
                        "must be sqlite:PATH, or redis://HOST:PORT/DB with no options but prefix and durability",
                        "write it like sqlite:data/headroom.db or redis://127.0.0.1:6379/0?prefix=headroom"))
                .orElse(DEFAULT_STORE);
    }

    private static Optional<StoreSpec> store(String text) {
        return text.startsWith(SQLITE)
                ? path(text.substring(SQLITE.length())).map(StoreSpec.Sqlite::new)
                : uri(text, "redis", "rediss").flatMap(EndpointReader::redis);
    }

    private static Optional<StoreSpec> redis(URI uri) {
        Matcher options = REDIS_OPTIONS.matcher(uri.getRawQuery() == null ? "" : uri.getRawQuery());
        if (!options.matches() || !REDIS_DATABASE.matcher(uri.getPath()).matches() || uri.getFragment() != null) {
            return Optional.empty();
        }
        String prefix = options.group("prefix") == null ? "headroom" : options.group("prefix");
        URI server = URI.create(uri.toString().replaceFirst("\\?.*", ""));
        return Optional.of(new StoreSpec.Redis(server, prefix + ":", options.group("none") == null));
    }

    private static Optional<URI> uri(String text, String scheme, String secured) {
        try {
            URI uri = URI.create(text);
            return Optional.of(uri)
                    .filter(any -> scheme.equals(uri.getScheme()) || secured.equals(uri.getScheme()))
                    .filter(any -> uri.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

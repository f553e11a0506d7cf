package dev.headroom.receiver.config;

import dev.headroom.receiver.config.HeadroomConfig.StoreSpec;
import dev.headroom.settings.Quantity;
import dev.headroom.settings.Value;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where the store is, and where files lie. */
final class EndpointReader {
    private static final Pattern BARE_IPV6 =
            Pattern.compile("^(https?://)([0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F]*)(:[0-9]{1,5})$");
    private static final Pattern ADVERTISED = Pattern.compile("https?://[^/?#@]+:[0-9]{1,5}");
    private static final Pattern REDIS_DATABASE = Pattern.compile("/?|/[0-9]{1,4}");
    private static final Pattern REDIS_OPTIONS =
            Pattern.compile("(?:(?:prefix=(?<prefix>[A-Za-z0-9_.-]{1,64})|durability=(?<none>none))(?:&|$))*");
    private static final String SQLITE = "sqlite:";
    private static final StoreSpec DEFAULT_STORE = new StoreSpec.Sqlite(Path.of("data", "headroom.db"));

    private EndpointReader() {}

    static Optional<Path> path(Value value) {
        return value.path("data/headroom.db");
    }

    /** A base URL with a port and nothing behind it; an IPv6 address may lack its brackets, as a pod's does. */
    static Optional<URI> advertised(Value value) {
        return value.read(
                text -> Optional.of(BARE_IPV6.matcher(text).replaceFirst("$1[$2]$3"))
                        .filter(url -> ADVERTISED.matcher(url).matches())
                        .flatMap(url -> Quantity.url(url, "http")),
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
                ? Quantity.path(text.substring(SQLITE.length())).map(StoreSpec.Sqlite::new)
                : Quantity.url(text, "redis").flatMap(EndpointReader::redis);
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
}

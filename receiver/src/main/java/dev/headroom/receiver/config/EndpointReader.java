package dev.headroom.receiver.config;

import dev.headroom.clients.access.RedisReader;
import dev.headroom.clients.redis.RedisHost;
import dev.headroom.receiver.config.HeadroomConfig.StoreSpec;
import dev.headroom.settings.Quantity;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads where the store is, where files lie, and under which names the receiver is known. */
final class EndpointReader {
    private static final Pattern BARE_IPV6 =
            Pattern.compile("^(https?://)([0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F]*)(:[0-9]{1,5})$");
    private static final Pattern ADVERTISED = Pattern.compile("https?://[^/?#@]+:[0-9]{1,5}");
    private static final Pattern REDIS_OPTIONS =
            Pattern.compile("(?:(?:prefix=(?<prefix>[A-Za-z0-9_.-]{1,64})|durability=(?<none>none))(?:&|$))*");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?");
    private static final String SQLITE = "sqlite:";
    private static final String EXAMPLE = "redis://127.0.0.1:6379/0?prefix=headroom";
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

    /** Names without a port, in small letters. */
    static Set<String> hosts(Optional<Value> written) {
        return written.map(Value::items).orElse(List.of()).stream()
                .flatMap(item -> item
                        .read(
                                text -> Optional.of(text.toLowerCase(Locale.ROOT))
                                        .filter(name -> HOST.matcher(name).matches()),
                                "must be a name without scheme and port",
                                "write it like headroom.example")
                        .stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    static StoreSpec store(Optional<Value> written) {
        return written.flatMap(value -> value.isSection() ? mapped(value.section()) : scalar(value))
                .orElse(DEFAULT_STORE);
    }

    private static Optional<StoreSpec> scalar(Value value) {
        return RedisReader.read(
                value,
                EndpointReader::store,
                "store",
                "must be sqlite:PATH, or redis://HOST:PORT/DB with no options but prefix and durability",
                "sqlite:data/headroom.db or " + EXAMPLE);
    }

    private static Optional<StoreSpec> store(String text) {
        return text.startsWith(SQLITE)
                ? Quantity.path(text.substring(SQLITE.length())).map(StoreSpec.Sqlite::new)
                : redis(text).map(StoreSpec.class::cast);
    }

    /** Credentials are named beside the URL. */
    private static Optional<StoreSpec> mapped(Section section) {
        Optional<StoreSpec.Redis> written = section.required("url", "add url: " + EXAMPLE)
                .flatMap(value -> value.read(
                        EndpointReader::redis,
                        "must be redis://HOST:PORT/DB with no options but prefix and durability",
                        "write it like " + EXAMPLE));
        UnaryOperator<RedisHost> login = RedisReader.login(section);
        return written.map(redis -> new StoreSpec.Redis(login.apply(redis.server()), redis.prefix(), redis.durable()));
    }

    private static Optional<StoreSpec.Redis> redis(String text) {
        String[] parts = text.split("\\?", 2);
        Matcher options = REDIS_OPTIONS.matcher(parts.length < 2 ? "" : parts[1]);
        if (!options.matches()) {
            return Optional.empty();
        }
        String prefix = options.group("prefix") == null ? "headroom" : options.group("prefix");
        return RedisReader.url(parts[0])
                .map(server -> new StoreSpec.Redis(new RedisHost(server), prefix + ":", options.group("none") == null));
    }
}

package dev.headroom.ttltuner.config;

import dev.headroom.clients.access.AccessReader;
import dev.headroom.clients.access.RedisReader;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.redis.RedisHost;
import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Document;
import dev.headroom.settings.Environment;
import dev.headroom.settings.HostPort;
import dev.headroom.settings.Purpose;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import dev.headroom.settings.YamlSource;
import dev.headroom.ttltuner.config.TunerConfig.Source;
import dev.headroom.ttltuner.config.TunerConfig.Timing;
import dev.headroom.ttltuner.curve.ShadowGrid;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads {@code ttl-tuner.yml}. Every key is optional; without modes, the specification's three are kept. */
public final class TunerFile {
    private static final String LOCAL = "redis://127.0.0.1:6379/0";
    private static final Map<String, Boolean> SOURCES = Map.of("prometheus", true, "redis", false);

    private final Section root;

    private TunerFile(Section root) {
        this.root = root;
    }

    /**
     * The configuration in {@code file}.
     *
     * @throws ConfigException with every problem of the file
     */
    public static TunerConfig read(Path file, Purpose purpose) {
        return read(YamlSource.open(file, Environment.PROCESS), purpose);
    }

    /** What holds without a file. */
    public static TunerConfig defaults() {
        return read(YamlSource.empty("ttl-tuner.yml", Environment.PROCESS), Purpose.LOOK);
    }

    static TunerConfig read(Document document, Purpose purpose) {
        return document.finish(new TunerFile(document.root()).config(), purpose);
    }

    private TunerConfig config() {
        return new TunerConfig(redis(root.section("redis")), source(), listen(), timing(), ModeReader.modes(root));
    }

    private static RedisHost redis(Section section) {
        URI url = section.optional("url")
                .flatMap(value ->
                        RedisReader.read(value, RedisReader::url, "redis", "must be a redis or rediss URL", LOCAL))
                .orElseGet(() -> URI.create(LOCAL));
        return RedisReader.login(section).apply(new RedisHost(url));
    }

    private Source source() {
        Section section = root.section("prometheus");
        Optional<Value> url = section.optional("url");
        Endpoint prometheus = AccessReader.endpoint(section).orElse(null);
        Duration age = section.period("max_age", Duration.ofMinutes(2));
        Optional<Value> chosen = root.optional("source");
        boolean fromPrometheus = root.word("source", SOURCES, prometheus != null);
        chosen.filter(value -> fromPrometheus && url.isEmpty())
                .ifPresent(value -> value.problem(
                        "must be redis where there is no prometheus.url",
                        "add prometheus: {url: http://127.0.0.1:9090}"));
        return new Source(fromPrometheus ? prometheus : null, age);
    }

    private HostPort listen() {
        return root.optional("listen")
                .flatMap(value -> value.listen("127.0.0.1:9096"))
                .orElse(new HostPort("127.0.0.1", 9096));
    }

    private Timing timing() {
        Duration decide = root.period("decide_every", Duration.ofMinutes(5));
        Duration poll = root.period("poll_every", Duration.ofSeconds(2));
        root.optional("poll_every")
                .filter(value -> poll.compareTo(decide) > 0)
                .ifPresent(value ->
                        value.problem("must not be longer than decide_every", "write it like 2s, or leave it out"));
        return new Timing(
                decide,
                poll,
                root.period("lease", Duration.ofSeconds(30)),
                root.period("half_life", ShadowGrid.HALF_LIFE));
    }
}

package dev.headroom.ttltuner.config;

import dev.headroom.ttltuner.config.TunerConfig.Listen;
import dev.headroom.ttltuner.config.TunerConfig.Redis;
import dev.headroom.ttltuner.config.TunerConfig.Source;
import dev.headroom.ttltuner.config.TunerConfig.Timing;
import dev.headroom.ttltuner.curve.ShadowGrid;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code ttl-tuner.yml}. Every key is optional; without modes, the specification's three are kept. */
public final class TunerFile {
    private static final URI LOCAL = URI.create("redis://127.0.0.1:6379/0");
    private static final Pattern LISTEN = Pattern.compile("(?:\\[([0-9a-fA-F:]+)]|([A-Za-z0-9.-]+)):([0-9]{1,5})");
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
    public static TunerConfig read(Path file) {
        return read(YamlSource.open(file, Environment.PROCESS));
    }

    /** What holds without a file. */
    public static TunerConfig defaults() {
        return read(YamlSource.empty(Environment.PROCESS));
    }

    static TunerConfig read(Document document) {
        return document.finish(new TunerFile(document.root()).config());
    }

    private TunerConfig config() {
        return new TunerConfig(redis(root.section("redis")), source(), listen(), timing(), ModeReader.modes(root));
    }

    private static Redis redis(Section section) {
        URI url = section.optional("url")
                .flatMap(value -> url(value, "redis", "redis://127.0.0.1:6379/0"))
                .orElse(LOCAL);
        String password =
                section.optional("password_file").flatMap(TunerFile::secret).orElse(null);
        return new Redis(url, password);
    }

    private static Optional<String> secret(Value value) {
        return value.read(
                text -> firstLine(Path.of(text)),
                "must be a readable file with a secret",
                "check the path and its rights");
    }

    private static Optional<String> firstLine(Path file) {
        try {
            return Files.readString(file).lines().map(String::strip).findFirst().filter(line -> !line.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Source source() {
        Section section = root.section("prometheus");
        Optional<Value> url = section.optional("url");
        URI prometheus = url.flatMap(value -> url(value, "http", "http://127.0.0.1:9090"))
                .orElse(null);
        Duration age = period(section, "max_age", Duration.ofMinutes(2));
        Optional<Value> chosen = root.optional("source");
        boolean fromPrometheus = chosen.flatMap(value -> value.word(SOURCES)).orElse(prometheus != null);
        chosen.filter(value -> fromPrometheus && url.isEmpty())
                .ifPresent(value -> value.problem(
                        "must be redis where there is no prometheus.url",
                        "add prometheus: {url: http://127.0.0.1:9090}"));
        return new Source(fromPrometheus ? prometheus : null, age);
    }

    private Listen listen() {
        return root.optional("listen")
                .flatMap(value -> value.read(TunerFile::listen, "must be host:port", "write it like 127.0.0.1:9096"))
                .orElse(new Listen("127.0.0.1", 9096));
    }

    private static Optional<Listen> listen(String text) {
        Matcher parts = LISTEN.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > 65535) {
            return Optional.empty();
        }
        @Nullable String bracketed = parts.group(1);
        return Optional.of(
                new Listen(bracketed == null ? parts.group(2) : bracketed, Integer.parseInt(parts.group(3))));
    }

    private Timing timing() {
        Duration decide = period(root, "decide_every", Duration.ofMinutes(5));
        Duration poll = period(root, "poll_every", Duration.ofSeconds(2));
        root.optional("poll_every")
                .filter(value -> poll.compareTo(decide) > 0)
                .ifPresent(value ->
                        value.problem("must not be longer than decide_every", "write it like 2s, or leave it out"));
        return new Timing(
                decide,
                poll,
                period(root, "lease", Duration.ofSeconds(30)),
                period(root, "half_life", ShadowGrid.HALF_LIFE));
    }

    private static Optional<URI> url(Value value, String scheme, String example) {
        return value.read(
                text -> uri(text, Set.of(scheme, scheme + "s")),
                "must be a " + scheme + " or " + scheme + "s URL",
                "write it like " + example);
    }

    private static Optional<URI> uri(String text, Set<String> schemes) {
        try {
            URI uri = URI.create(text);
            return Optional.of(uri).filter(any -> schemes.contains(any.getScheme()) && any.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Duration period(Section section, String key, Duration otherwise) {
        return section.optional(key).flatMap(Value::period).orElse(otherwise);
    }
}

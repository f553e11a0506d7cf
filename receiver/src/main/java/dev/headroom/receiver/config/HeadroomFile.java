package dev.headroom.receiver.config;

import dev.headroom.clients.access.AccessReader;
import dev.headroom.receiver.config.HeadroomConfig.Alertmanager;
import dev.headroom.receiver.config.HeadroomConfig.Lease;
import dev.headroom.receiver.config.HeadroomConfig.Listen;
import dev.headroom.receiver.config.HeadroomConfig.StoreSpec;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.config.HeadroomConfig.Timing;
import dev.headroom.receiver.config.HeadroomConfig.Tls;
import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Document;
import dev.headroom.settings.Environment;
import dev.headroom.settings.HostPort;
import dev.headroom.settings.Purpose;
import dev.headroom.settings.Quantity;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import dev.headroom.settings.YamlSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code headroom.yml}. Every key is optional.
 *
 * <p>Relative paths start at the current folder. A relative policy that is not there is taken from the folder that the
 * environment variable {@code HEADROOM_HOME} names, if it is there: so the shipped policy works from anywhere.
 */
public final class HeadroomFile {
    private static final HostPort DEFAULT_LISTEN = new HostPort("127.0.0.1", 9095);
    private static final Path DEFAULT_POLICY = Path.of("alert-rules", "scaling-policy.yml");

    private final Section root;
    private final Environment environment;
    private final Map<String, String> options;

    private HeadroomFile(Document document, Map<String, String> options) {
        this.root = document.root();
        this.environment = document.environment();
        this.options = options;
    }

    /**
     * The configuration in {@code file}.
     *
     * @throws ConfigException with every problem of the file
     */
    public static HeadroomConfig read(Path file) {
        return read(file, Map.of(), Purpose.LOOK);
    }

    /**
     * The configuration in {@code file} with values of the command line in place of the file's.
     *
     * @param options of {@code listen}, {@code store} and {@code target} (its kind)
     * @throws ConfigException with every problem of the file and the options
     */
    public static HeadroomConfig read(Path file, Map<String, String> options, Purpose purpose) {
        return read(YamlSource.open(file, Environment.PROCESS), options, purpose);
    }

    /** What holds without a file. */
    public static HeadroomConfig defaults() {
        return defaults(Map.of(), Purpose.LOOK);
    }

    /**
     * What holds without a file, but with values of the command line.
     *
     * @param options of {@code listen}, {@code store} and {@code target} (its kind)
     * @throws ConfigException with every problem of the options
     */
    public static HeadroomConfig defaults(Map<String, String> options, Purpose purpose) {
        return read(YamlSource.empty("headroom.yml", Environment.PROCESS), options, purpose);
    }

    static HeadroomConfig read(Document document, Map<String, String> options, Purpose purpose) {
        return document.finish(new HeadroomFile(document, options).config(), purpose);
    }

    private HeadroomConfig config() {
        override(root, "listen", "listen");
        override(root, "store", "store");
        Section target = root.section("target");
        override(target, "kind", "target");
        Listen listen = listen();
        Path policy = policy();
        StoreSpec store = EndpointReader.store(root.optional("store"));
        TargetSpec scaled = TargetReader.target(target);
        Section prometheus = root.section("prometheus");
        boolean hasPrometheus = prometheus.optional("url").isPresent();
        return new HeadroomConfig(
                listen,
                policy,
                store,
                scaled,
                alertmanager(root.section("alertmanager")),
                AccessReader.endpoint(prometheus).orElse(null),
                GpuReader.gpu(root.section("gpu"), hasPrometheus, scaled),
                HooksReader.hooks(root.section("hooks"), hasPrometheus),
                StandbyReader.standby(root.section("standby"), scaled),
                EvidenceReader.watchdog(root.section("evidence")),
                timing(),
                lease(root.section("lease"), store instanceof StoreSpec.Redis),
                NotifyReader.read(root.section("notify")));
    }

    private void override(Section section, String key, String option) {
        String text = options.get(option);
        if (text != null) {
            section.override(key, "--" + option, text);
        }
    }

    private Listen listen() {
        Optional<Value> written = root.optional("listen");
        HostPort at = written.flatMap(value -> value.listen("127.0.0.1:9095")).orElse(DEFAULT_LISTEN);
        Listen listen = new Listen(
                at,
                path("token_file"),
                path("basic_auth_file"),
                tls(root.section("tls")),
                root.optional("advertise").flatMap(EndpointReader::advertised).orElse(null),
                EndpointReader.hosts(root.optional("hosts")));
        boolean open = !at.isLoopback()
                && !listen.asks()
                && root.optional("token_file").isEmpty();
        written.filter(value -> open)
                .ifPresent(value -> value.problem(
                        "must be a loopback address where there is no token_file",
                        "add token_file, or listen on 127.0.0.1:" + at.port()));
        return listen;
    }

    private static @Nullable Tls tls(Section section) {
        Optional<Path> clients = section.optional("client_ca_file").flatMap(EndpointReader::path);
        if (section.isEmpty()) {
            return null;
        }
        String remedy = "add it, as a PEM file: cert_file and key_file belong together";
        Optional<Path> cert = section.required("cert_file", remedy).flatMap(EndpointReader::path);
        Optional<Path> key = section.required("key_file", remedy).flatMap(EndpointReader::path);
        return cert.isPresent() && key.isPresent() ? new Tls(cert.get(), key.get(), clients.orElse(null)) : null;
    }

    private @Nullable Path path(String key) {
        return root.optional(key).flatMap(EndpointReader::path).orElse(null);
    }

    private Path policy() {
        Path path = root.optional("policy").flatMap(EndpointReader::path).orElse(DEFAULT_POLICY);
        return environment
                .get("HEADROOM_HOME")
                .map(home -> Path.of(home).resolve(path))
                .filter(installed -> !Files.exists(path) && Files.exists(installed))
                .orElse(path);
    }

    private static @Nullable Alertmanager alertmanager(Section section) {
        String receiver = section.text("receiver", "headroom");
        Duration interval = section.period("poll_interval", Duration.ofSeconds(15));
        return AccessReader.endpoint(section)
                .map(server -> new Alertmanager(server, receiver, interval))
                .orElse(null);
    }

    /** Only the Redis store refuses what a receiver writes that no longer leads. */
    private static @Nullable Lease lease(Section section, boolean redis) {
        String namespace = section.text("namespace", "");
        if (section.isEmpty()) {
            return null;
        }
        Optional<Value> name = section.required("name", "add name: headroom");
        name.filter(value -> !redis)
                .ifPresent(value -> value.problem(
                        "must not be set where the store is no Redis",
                        "add store: redis://HOST:6379/0, or remove lease"));
        return name.flatMap(Value::text).map(text -> new Lease(namespace, text)).orElse(null);
    }

    private Timing timing() {
        return new Timing(
                root.period("evaluate_every", Duration.ofSeconds(5)),
                root.period("alert_ttl", Duration.ofMinutes(7)),
                root.period("blind_after", Duration.ofMinutes(5)),
                root.optional("history").flatMap(HeadroomFile::history).orElse(Duration.ofDays(30)));
    }

    private static Optional<Duration> history(Value value) {
        return value.read(
                text -> Quantity.duration(text, Duration.ofDays(1), Duration.ofDays(3650)),
                "must be a duration from 1d to 3650d",
                "write it like 30d");
    }
}

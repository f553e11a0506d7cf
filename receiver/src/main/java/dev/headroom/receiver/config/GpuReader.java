package dev.headroom.receiver.config;

import dev.headroom.clients.access.AccessReader;
import dev.headroom.clients.http.Access;
import dev.headroom.receiver.config.GpuSpec.Count;
import dev.headroom.receiver.config.GpuSpec.Reading;
import dev.headroom.receiver.config.GpuSpec.Server;
import dev.headroom.receiver.config.GpuSpec.ServerKind;
import dev.headroom.receiver.config.GpuSpec.Source;
import dev.headroom.receiver.config.GpuSpec.Unknown;
import dev.headroom.receiver.config.GpuSpec.Unloads;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.http.PlainServer;
import dev.headroom.receiver.gpu.ollama.OllamaServer;
import dev.headroom.receiver.gpu.prometheus.Names;
import dev.headroom.settings.Quantity;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the section {@code gpu}: where readings come from, what is done without, models and their servers. */
final class GpuReader {
    private static final Map<String, Source> SOURCES =
            Map.of("none", Source.NONE, "nvml", Source.NVML, "prometheus", Source.PROMETHEUS);
    private static final Map<String, Count> COUNTS = Map.of("none", Count.NONE, "kubernetes", Count.KUBERNETES);
    private static final Map<String, Names> NAMES = Map.of("headroom", Names.HEADROOM, "dcgm", Names.DCGM);
    private static final Map<String, Unknown> UNKNOWN = Map.of("refuse", Unknown.REFUSE, "allow", Unknown.ALLOW);
    private static final Map<String, ServerKind> KINDS = Stream.of(ServerKind.values())
            .collect(Collectors.toMap(
                    kind -> kind.name().toLowerCase(Locale.ROOT), kind -> kind, (a, b) -> a, LinkedHashMap::new));
    private static final Pattern GPU = Pattern.compile("0|[1-9]\\d*|(GPU|MIG)-[\\w:-]+");
    private static final Map<String, Boolean> YES_OR_NO = Map.of("true", true, "false", false);

    /** Spec 2.1. */
    private static final Map<String, Long> MODELS = models();

    private static final String LIKE = "write it like 16GB or 16GiB";

    private GpuReader() {}

    static GpuSpec gpu(Section section, boolean hasPrometheus, TargetSpec target) {
        return new GpuSpec(
                source(section, hasPrometheus),
                count(section, target),
                reading(section),
                section.word("on_unknown", UNKNOWN, Unknown.REFUSE),
                section.optional("models").map(GpuReader::models).orElse(MODELS),
                unloads(section));
    }

    private static Map<String, Long> models() {
        Map<String, Long> models = new LinkedHashMap<>();
        models.put("Qwen 32B (4-bit)", 16_000_000_000L);
        models.put("Mistral 7B (4-bit)", 4_000_000_000L);
        models.put("Llama3 8B (4-bit)", 5_000_000_000L);
        return models;
    }

    private static Source source(Section section, boolean hasPrometheus) {
        Optional<Value> written = section.optional("source");
        Source source = written.flatMap(value -> value.word(SOURCES)).orElse(Source.NONE);
        written.filter(value -> source == Source.PROMETHEUS && !hasPrometheus)
                .ifPresent(value -> value.problem(
                        "must be none or nvml where there is no prometheus.url",
                        "add prometheus: {url: http://127.0.0.1:9090}"));
        return source;
    }

    private static Count count(Section section, TargetSpec target) {
        Optional<Value> written = section.optional("count");
        Count count = written.flatMap(value -> value.word(COUNTS)).orElse(Count.NONE);
        boolean docker = target instanceof TargetSpec.Compose || target instanceof TargetSpec.Swarm;
        written.filter(value -> count == Count.KUBERNETES && docker)
                .ifPresent(value -> value.problem(
                        "must be none where target.kind is not kubernetes",
                        "remove it, or set target: {kind: kubernetes, namespace: default}"));
        return count;
    }

    private static Reading reading(Section section) {
        Duration every = section.period("read_every", Duration.ofSeconds(5));
        Optional<Value> age = section.optional("max_age");
        Duration maxAge = age.flatMap(Value::period).orElse(Duration.ofSeconds(30));
        age.filter(value -> maxAge.compareTo(every) < 0)
                .ifPresent(value -> value.problem(
                        "must be at least read_every, which is " + every.toSeconds() + " s",
                        "raise it, or lower read_every"));
        return new Reading(
                section.optional("library").flatMap(EndpointReader::path).orElse(null),
                section.word("metrics", NAMES, Names.HEADROOM),
                section.optional("selector")
                        .flatMap(value -> value.read(
                                text -> Optional.of(text).filter(GpuReader::isSelector),
                                "must be matchers of labels, without braces",
                                "write it like 'instance=\"gpu-1:9400\"'"))
                        .orElse(""),
                every,
                maxAge);
    }

    private static boolean isSelector(String text) {
        return text.matches("\\w+\\s*(=|!=|=~|!~)\\s*\"[^\"]*\"(\\s*,\\s*\\w+\\s*(=|!=|=~|!~)\\s*\"[^\"]*\")*");
    }

    private static Map<String, Long> models(Value value) {
        Map<String, Long> models = new LinkedHashMap<>();
        Section section = value.section();
        section.entries()
                .forEach((name, size) -> size.read(Quantity::anySize, "must be a size of more than zero", LIKE)
                        .ifPresent(bytes -> models.put(name, bytes)));
        if (value.isSection() && section.isEmpty()) {
            value.problem("must name at least one model", "write it like Qwen 32B (4-bit): 16GB");
        }
        return models;
    }

    private static Unloads unloads(Section section) {
        boolean forUps = section.word("unload_for_p0", YES_OR_NO, true);
        List<Server> servers = new ArrayList<>();
        Set<String> known = new LinkedHashSet<>();
        for (Value value : section.optional("servers").map(Value::items).orElse(List.of())) {
            server(value.section()).ifPresent(server -> {
                if (!known.add(server.terms().url())) {
                    value.problem(
                            "must have a url of its own", "the one of an earlier server", "remove one of the two");
                }
                servers.add(server);
            });
        }
        return new Unloads(forUps, servers);
    }

    private static Optional<Server> server(Section section) {
        Optional<ServerKind> kind = section.required("kind", "add kind: " + String.join(", ", KINDS.keySet()))
                .flatMap(value -> value.word(KINDS));
        Optional<URI> url =
                section.required("url", "add url: http://127.0.0.1:8000").flatMap(Value::http);
        Access access =
                AccessReader.access(section, url.map(URI::toString).stream().toList());
        List<String> gpus = gpus(section);
        Set<String> pinned = pinned(section);
        Duration timeout = section.period("timeout", Duration.ofSeconds(5));
        boolean preallocates = section.word(
                "preallocates", YES_OR_NO, kind.filter(ServerKind::preallocates).isPresent());
        Duration keepAlive = kind.filter(ServerKind.OLLAMA::equals)
                .map(ollama -> section.period("keep_alive", OllamaServer.KEEP_ALIVE))
                .orElse(OllamaServer.KEEP_ALIVE);
        Optional<PlainServer.Paths> paths = kind.filter(ServerKind.HTTP::equals).flatMap(plain -> paths(section));
        if (kind.isEmpty() || url.isEmpty() || (kind.get() == ServerKind.HTTP && paths.isEmpty())) {
            return Optional.empty();
        }
        String word = kind.get().name().toLowerCase(Locale.ROOT);
        return Optional.of(new Server(
                kind.get(),
                new ModelServer.Terms(word, url.get().toString(), gpus, pinned, preallocates, timeout),
                access,
                keepAlive,
                paths.orElse(null)));
    }

    private static Optional<PlainServer.Paths> paths(Section section) {
        Optional<String> models = section.required("models", "add models: /models")
                .flatMap(value -> value.read(
                        text -> Optional.of(text).filter(path -> path.startsWith("/")),
                        "must be a path",
                        "write it like /models"));
        Optional<String> unload = section.required("unload", "add unload: /models/{model}/unload")
                .flatMap(value -> value.read(
                        text -> Optional.of(text)
                                .filter(path -> path.startsWith("/") && path.contains(PlainServer.MODEL)),
                        "must be a path with {model} in it",
                        "write it like /models/{model}/unload"));
        return models.flatMap(path -> unload.map(other -> new PlainServer.Paths(path, other)));
    }

    private static List<String> gpus(Section section) {
        Set<String> gpus = new LinkedHashSet<>();
        section.optional("gpus")
                .map(Value::items)
                .orElse(List.of())
                .forEach(item -> item.read(
                                text -> Optional.of(text)
                                        .filter(name -> GPU.matcher(name).matches()),
                                "must be the index or the UUID of a GPU",
                                "write it as headroom gpu shows it, like 0 or MIG-8f3c2a10-...")
                        .ifPresent(gpus::add));
        return List.copyOf(gpus);
    }

    private static Set<String> pinned(Section section) {
        Set<String> pinned = new TreeSet<>();
        section.optional("pinned")
                .map(Value::items)
                .orElse(List.of())
                .forEach(item -> item.text().ifPresent(pinned::add));
        return pinned;
    }
}

package dev.headroom.receiver.config;

import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.target.kubernetes.OnHpa;
import dev.headroom.receiver.target.kubernetes.Workload;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the section {@code target}. Keys of other kinds than the chosen one may stay in the file, so that
 * {@code --target simulated} works with the file of a real one.
 */
final class TargetReader {
    private static final Duration DEFAULT_START_TIME = Duration.ofSeconds(2);

    private TargetReader() {}

    private enum Kind {
        SIMULATED,
        COMPOSE,
        SWARM,
        KUBERNETES,
        ADVICE
    }

    private static final Map<String, Kind> KINDS = Map.of(
            "simulated", Kind.SIMULATED,
            "compose", Kind.COMPOSE,
            "swarm", Kind.SWARM,
            "kubernetes", Kind.KUBERNETES,
            "advice", Kind.ADVICE);

    private static final Map<String, OnHpa> ON_HPA =
            Map.of("refuse", OnHpa.REFUSE, "floor", OnHpa.FLOOR, "ignore", OnHpa.IGNORE);
    private static final Map<String, Workload.Kind> WORKLOADS =
            Map.of("Deployment", Workload.Kind.DEPLOYMENT, "StatefulSet", Workload.Kind.STATEFUL_SET);
    private static final Pattern API_VERSION = Pattern.compile("([a-z0-9.-]+/)?v[0-9][a-z0-9]*");
    private static final Pattern KIND = Pattern.compile("[A-Z][A-Za-z0-9]*");

    static TargetSpec target(Section section) {
        Kind kind = section.word("kind", KINDS, Kind.SIMULATED);
        Duration startTime = section.duration("start_time", DEFAULT_START_TIME);
        String project =
                name(section, "project", kind == Kind.COMPOSE, "add project: the docker-compose project's name");
        TargetSpec.Kubernetes kubernetes = kubernetes(section, kind == Kind.KUBERNETES);
        return switch (kind) {
            case SIMULATED -> new TargetSpec.Simulated(startTime);
            case COMPOSE -> new TargetSpec.Compose(project);
            case SWARM -> new TargetSpec.Swarm(project);
            case KUBERNETES -> kubernetes;
            case ADVICE -> new TargetSpec.Advice();
        };
    }

    private static TargetSpec.Kubernetes kubernetes(Section section, boolean chosen) {
        String namespace = name(section, "namespace", chosen, "add namespace: default");
        OnHpa onHpa = section.word("on_hpa", ON_HPA, OnHpa.FLOOR);
        Map<String, Workload> workloads = new LinkedHashMap<>();
        section.section("workloads")
                .entries()
                .forEach((service, value) -> workloads.put(service, workload(value.section(), service, namespace)));
        return new TargetSpec.Kubernetes(namespace, onHpa, workloads);
    }

    private static Workload workload(Section section, String service, String namespace) {
        return new Workload(kind(section), section.text("namespace", namespace), section.text("name", service));
    }

    /** Where no API is named it is one of the two that need none. */
    private static Workload.Kind kind(Section section) {
        Optional<Value> api = section.optional("apiVersion");
        if (api.isEmpty()) {
            return section.optional("kind").flatMap(TargetReader::wellKnown).orElse(Workload.Kind.DEPLOYMENT);
        }
        Optional<String> version = api.get()
                .read(
                        text -> Optional.of(text).filter(API_VERSION.asMatchPredicate()),
                        "must be a group and version of the API",
                        "write it as kubectl api-resources does, like leaderworkerset.x-k8s.io/v1");
        Optional<String> word = section.required("kind", "add kind: as kubectl api-resources writes it")
                .flatMap(value -> value.read(
                        text -> Optional.of(text).filter(KIND.asMatchPredicate()),
                        "must be a kind of the API",
                        "write it as kubectl api-resources does, like LeaderWorkerSet"));
        return version.isEmpty() || word.isEmpty()
                ? Workload.Kind.DEPLOYMENT
                : new Workload.Kind(version.get(), word.get());
    }

    private static Optional<Workload.Kind> wellKnown(Value kind) {
        return kind.read(
                text -> Optional.ofNullable(WORKLOADS.get(text)),
                "must be Deployment or StatefulSet where there is no apiVersion",
                "write one of these, or add apiVersion: as kubectl api-resources writes it");
    }

    private static String name(Section section, String key, boolean needed, String remedy) {
        return (needed ? section.required(key, remedy) : section.optional(key))
                .flatMap(Value::text)
                .orElse("");
    }
}

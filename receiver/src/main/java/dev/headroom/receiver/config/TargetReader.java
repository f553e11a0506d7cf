package dev.headroom.receiver.config;

import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import java.time.Duration;
import java.util.Map;

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
        KUBERNETES
    }

    private static final Map<String, Kind> KINDS = Map.of(
            "simulated", Kind.SIMULATED,
            "compose", Kind.COMPOSE,
            "swarm", Kind.SWARM,
            "kubernetes", Kind.KUBERNETES);

    static TargetSpec target(Section section) {
        Kind kind = section.optional("kind").flatMap(value -> value.word(KINDS)).orElse(Kind.SIMULATED);
        Duration startTime =
                section.optional("start_time").flatMap(Value::duration).orElse(DEFAULT_START_TIME);
        String project =
                name(section, "project", kind == Kind.COMPOSE, "add project: the docker-compose project's name");
        String namespace = name(section, "namespace", kind == Kind.KUBERNETES, "add namespace: default");
        return switch (kind) {
            case SIMULATED -> new TargetSpec.Simulated(startTime);
            case COMPOSE -> new TargetSpec.Compose(project);
            case SWARM -> new TargetSpec.Swarm();
            case KUBERNETES -> new TargetSpec.Kubernetes(namespace);
        };
    }

    private static String name(Section section, String key, boolean needed, String remedy) {
        return (needed ? section.required(key, remedy) : section.optional(key))
                .flatMap(Value::text)
                .orElse("");
    }
}

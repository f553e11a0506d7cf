package dev.headroom.receiver.policy;

import dev.headroom.receiver.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the file {@code scaling-policy.yml} says: every number of the spec's tables.
 *
 * @param services by name, in the order of the file
 */
public record ScalingPolicy(Map<String, ServicePolicy> services, List<MatrixRule> matrix, Schedule schedule) {

    public ScalingPolicy {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        matrix = List.copyOf(matrix);
    }

    public @Nullable ServicePolicy service(String name) {
        return services.get(name);
    }

    /** The same, under which nothing may be done to any service because of what is said there. */
    public ScalingPolicy frozenBy(String place) {
        Map<String, ServicePolicy> frozen = new LinkedHashMap<>();
        services.forEach((name, service) -> frozen.put(name, service.frozenBy(place)));
        return new ScalingPolicy(frozen, matrix, schedule);
    }

    /** The rows that want something of a service. */
    public Stream<MatrixRule> rows(ServicePolicy service) {
        return matrix.stream().filter(row -> row.then().containsKey(service.name()));
    }

    /**
     * How long a service is left as it is after an up, and after somebody else has set its count: the longest cooldown of its
     * triggers; where it has none, of the rows that name it, and no less than a row's usual one.
     */
    public Duration longestCooldown(ServicePolicy service) {
        Stream<Duration> triggers = service.triggers().values().stream().map(Trigger::cooldown);
        Stream<Duration> rows = rows(service).map(MatrixRule::cooldown);
        return (service.triggers().isEmpty() ? Stream.concat(rows, Stream.of(MatrixRule.DEFAULT_COOLDOWN)) : triggers)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** The fewest replicas a service may have at {@code now}: its minimum, or more where the schedule says so. */
    public int floor(ServicePolicy service, Instant now) {
        int scheduled = schedule.replicasAt(now, service.name()).orElse(0);
        return Math.min(service.replicas().max(), Math.max(service.replicas().min(), scheduled));
    }
}

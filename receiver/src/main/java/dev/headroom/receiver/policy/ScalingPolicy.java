package dev.headroom.receiver.policy;

import dev.headroom.receiver.schedule.Schedule;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** The fewest replicas a service may have at {@code now}: its minimum, or more where the schedule says so. */
    public int floor(ServicePolicy service, Instant now) {
        int scheduled = schedule.replicasAt(now, service.name()).orElse(0);
        return Math.min(service.replicas().max(), Math.max(service.replicas().min(), scheduled));
    }
}

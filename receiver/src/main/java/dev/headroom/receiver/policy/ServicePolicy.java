package dev.headroom.receiver.policy;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;

/**
 * How one service may be scaled (spec 1.1 to 1.3).
 *
 * @param triggers by name
 */
public record ServicePolicy(
        String name,
        ReplicaLimits replicas,
        Timings timings,
        GpuNeeds gpu,
        ScaleDown scaleDown,
        int maxActionsPerHour,
        Targets targets,
        Map<String, Trigger> triggers) {

    public static final int DEFAULT_MAX_ACTIONS_PER_HOUR = 12;

    public ServicePolicy {
        triggers = Map.copyOf(triggers);
    }

    /**
     * What a scale-down asks for.
     *
     * @param checkpointSync nothing stops before the service has confirmed a finished checkpoint
     */
    public record ScaleDown(ScaleDownWhen when, boolean checkpointSync) {}

    /**
     * Utilisation that the service is sized for, ratio 0..1; 0 where it is not given. Used for rendering, not for
     * deciding.
     */
    public record Targets(double cpu, double memory) {}

    /** The same with other triggers. */
    public ServicePolicy with(Map<String, Trigger> others) {
        return new ServicePolicy(name, replicas, timings, gpu, scaleDown, maxActionsPerHour, targets, others);
    }

    /** The longest cooldown of its triggers: after an up, no down for that long. */
    public Duration longestCooldown() {
        return triggers.values().stream()
                .map(Trigger::cooldown)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }
}

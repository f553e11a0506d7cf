package dev.headroom.receiver.policy;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one service may be scaled (spec 1.1 to 1.3).
 *
 * @param triggers by name
 * @param costPerReplicaHour null where it is not given
 * @param frozen where it was said that nothing may be done to it; empty where that was not said
 * @param standby null where its replicas do not sleep
 */
public record ServicePolicy(
        String name,
        ReplicaLimits replicas,
        Timings timings,
        GpuNeeds gpu,
        ScaleDown scaleDown,
        int maxActionsPerHour,
        Targets targets,
        Map<String, Trigger> triggers,
        @Nullable Cost costPerReplicaHour,
        String frozen,
        @Nullable Standby standby) {

    public static final int DEFAULT_MAX_ACTIONS_PER_HOUR = 12;

    public ServicePolicy {
        triggers = Map.copyOf(triggers);
    }

    /** One of unknown cost, which may be scaled. */
    public ServicePolicy(
            String name,
            ReplicaLimits replicas,
            Timings timings,
            GpuNeeds gpu,
            ScaleDown scaleDown,
            int maxActionsPerHour,
            Targets targets,
            Map<String, Trigger> triggers) {
        this(name, replicas, timings, gpu, scaleDown, maxActionsPerHour, targets, triggers, null, "", null);
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
     *
     * @param podMetrics what a pod should have of a metric on average, by the metric's name
     * @param up how quickly an autoscaler may add; null for its own habit
     * @param down how quickly it may remove; null for its own habit
     */
    public record Targets(
            double cpu,
            double memory,
            Map<String, Integer> podMetrics,
            @Nullable Pace up,
            @Nullable Pace down) {
        public Targets {
            podMetrics = Collections.unmodifiableMap(new LinkedHashMap<>(podMetrics));
        }

        public Targets(double cpu, double memory) {
            this(cpu, memory, Map.of(), null, null);
        }

        /** Whether there is nothing that an autoscaler could go by. */
        public boolean isEmpty() {
            return cpu == 0 && memory == 0 && podMetrics.isEmpty();
        }
    }

    /**
     * How quickly an autoscaler may go.
     *
     * @param stabilization how long it must have wanted to
     * @param pods at most so many in each {@code every}
     */
    public record Pace(Duration stabilization, int pods, Duration every) {}

    /** The same with other triggers. */
    public ServicePolicy with(Map<String, Trigger> others) {
        return with(others, frozen);
    }

    /** At which level its replicas are put to sleep; the weights are kept where nothing is said. */
    public int sleepLevel() {
        return standby == null ? Standby.WEIGHTS_KEPT : standby.level();
    }

    public boolean isFrozen() {
        return !frozen.isEmpty();
    }

    /** The same, to which nothing may be done because of what is said there. */
    public ServicePolicy frozenBy(String place) {
        return with(triggers, place);
    }

    private ServicePolicy with(Map<String, Trigger> others, String place) {
        return new ServicePolicy(
                name,
                replicas,
                timings,
                gpu,
                scaleDown,
                maxActionsPerHour,
                targets,
                others,
                costPerReplicaHour,
                place,
                standby);
    }
}

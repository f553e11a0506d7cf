package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.policy.Benefit;
import dev.headroom.receiver.policy.Condition;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.ServicePolicy.ScaleDown;
import dev.headroom.receiver.policy.ServicePolicy.Targets;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.schedule.Schedule;
import dev.headroom.receiver.schedule.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The spec's numbers (1.1 to 1.3, 4.1, 7.1) as a policy, and the alerts that belong to its triggers. */
final class SpecPolicy {

    static final ServicePolicy APP = service(
            "app",
            new ReplicaLimits(2, 10, 1, 1),
            GpuNeeds.NONE,
            trigger("cpu", 5),
            trigger("memory", 5),
            trigger("request_queue", 3),
            trigger("latency_p95", 5),
            upOnly("error_rate"));

    static final ServicePolicy WORKER_LLM = service(
            "worker-llm",
            new ReplicaLimits(2, 8, 1, 1),
            new GpuNeeds(true, null, List.of()),
            trigger("queue_length", 10),
            trigger("latency_p95", 10),
            trigger("gpu_utilization", 10),
            trigger("vram_usage", 10),
            upOnly("task_failure_rate"));

    static final ServicePolicy WORKER_RL = service(
            "worker-rl",
            new ReplicaLimits(1, 4, 1, 1),
            GpuNeeds.NONE,
            trigger("training_queue", 15),
            trigger("episode_duration", 15),
            trigger("gpu_utilization", 20),
            trigger("checkpoint_frequency", 20));

    static final List<MatrixRule> MATRIX = List.of(
            rule(
                    "high-traffic-and-high-latency",
                    Priority.P0,
                    all(any("AppRequestQueueBuildup", "AppHighCPU"), any("AppHighLatency", "LLMHighLatency")),
                    Map.of("app", new Effect.ScaleUp(), "worker-llm", new Effect.ScaleUp())),
            rule(
                    "queue-buildup",
                    Priority.P1,
                    any("LLMQueueBuildup", "RLTrainingQueueBuildup"),
                    Map.of("worker-llm", new Effect.ScaleUp(), "worker-rl", new Effect.ScaleUp())),
            rule(
                    "low-utilization",
                    Priority.P3,
                    all(firing("AppLowCPU"), firing("LLMLowGPUUtilization"), firing("RLLowGPUUtilization")),
                    Map.of(
                            "app", new Effect.ScaleDown(),
                            "worker-llm", new Effect.ScaleDown(),
                            "worker-rl", new Effect.ScaleDown())),
            rule(
                    "gpu-vram-low",
                    Priority.P0,
                    firing("VRAMHeadroomLow"),
                    Map.of("worker-llm", new Effect.HoldScaleUp(), "worker-rl", new Effect.HoldScaleUp())),
            rule(
                    "error-rate-spike",
                    Priority.P0,
                    any("AppHighErrorRate", "LLMHighTaskFailureRate"),
                    Map.of("app", new Effect.ScaleUp(), "worker-llm", new Effect.ScaleUp())),
            rule(
                    "off-peak",
                    Priority.P3,
                    new Condition.InWindow("off_peak"),
                    Map.of(
                            "app", new Effect.ScaleToMin(),
                            "worker-llm", new Effect.ScaleToMin(),
                            "worker-rl", new Effect.ScaleTo(1))));

    private static final Map<String, Map<String, String>> LABELS = new LinkedHashMap<>();

    static {
        alerts("app", "cpu", "AppHighCPU", "AppLowCPU");
        alerts("app", "memory", "AppHighMemory", "AppLowMemory");
        alerts("app", "request_queue", "AppRequestQueueBuildup", "AppRequestQueueDrained");
        alerts("app", "latency_p95", "AppHighLatency", "AppLowLatency");
        alerts("app", "error_rate", "AppHighErrorRate", "AppLowErrorRate");
        alerts("worker-llm", "queue_length", "LLMQueueBuildup", "LLMQueueDrained");
        alerts("worker-llm", "latency_p95", "LLMHighLatency", "LLMLowLatency");
        alerts("worker-llm", "gpu_utilization", "LLMHighGPUUtilization", "LLMLowGPUUtilization");
        alerts("worker-llm", "vram_usage", "LLMHighVRAMUsage", "LLMLowVRAMUsage");
        alerts("worker-llm", "task_failure_rate", "LLMHighTaskFailureRate", "LLMLowTaskFailureRate");
        alerts("worker-rl", "training_queue", "RLTrainingQueueBuildup", "RLTrainingQueueDrained");
        alerts("worker-rl", "episode_duration", "RLLongEpisodes", "RLShortEpisodes");
        alerts("worker-rl", "gpu_utilization", "RLHighGPUUtilization", "RLLowGPUUtilization");
        alerts("worker-rl", "checkpoint_frequency", "RLHighCheckpointFrequency", "RLLowCheckpointFrequency");
        LABELS.put("VRAMHeadroomLow", Map.of("service", "worker-llm", "gate", "vram", "priority", "P0"));
    }

    private SpecPolicy() {}

    /** The whole policy of the spec, with its hours in {@code zone}. */
    static ScalingPolicy in(ZoneId zone) {
        return policy(MATRIX, schedule(zone), APP, WORKER_LLM, WORKER_RL);
    }

    /** Tables 1.1 to 1.3 alone. */
    static ScalingPolicy triggersOnly() {
        return policy(List.of(), Schedule.none(ZoneOffset.UTC), APP, WORKER_LLM, WORKER_RL);
    }

    /** Triggers and matrix; the only hours are those of a window that starts when a test says so. */
    static ScalingPolicy withoutSchedule() {
        return policy(MATRIX, Schedule.none(ZoneOffset.UTC), APP, WORKER_LLM, WORKER_RL);
    }

    /** Table 7.1 with its floors alone. */
    static ScalingPolicy scheduleOnly(ZoneId zone) {
        return policy(List.of(), schedule(zone), APP, WORKER_LLM, WORKER_RL);
    }

    static ScalingPolicy policy(List<MatrixRule> matrix, Schedule schedule, ServicePolicy... services) {
        Map<String, ServicePolicy> byName = Arrays.stream(services)
                .collect(Collectors.toMap(ServicePolicy::name, s -> s, (a, b) -> a, LinkedHashMap::new));
        return new ScalingPolicy(byName, matrix, schedule);
    }

    static Schedule schedule(ZoneId zone) {
        return new Schedule(
                zone,
                List.of(window("peak", "09:00", "18:00", 5, 4, 2), window("off_peak", "01:00", "06:00", 2, 2, 1)),
                Map.of("app", 3, "worker-llm", 3, "worker-rl", 1));
    }

    static Alert alert(String name) {
        return alert(name, Map.of());
    }

    static Alert alert(String name, Map<String, String> annotations) {
        Map<String, String> known = LABELS.get(name);
        if (known == null) {
            throw new IllegalArgumentException("no such alert: " + name);
        }
        return alert(name, known, annotations);
    }

    static Alert alert(String name, Map<String, String> labels, Map<String, String> annotations) {
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.put("alertname", name);
        return new Alert(fingerprint(all.toString()), all, annotations, Instant.parse("2026-03-10T00:00:00Z"));
    }

    static ServicePolicy with(ServicePolicy service, ScaleDownWhen when) {
        return new ServicePolicy(
                service.name(),
                service.replicas(),
                service.timings(),
                service.gpu(),
                new ScaleDown(when, false),
                service.maxActionsPerHour(),
                service.targets(),
                service.triggers());
    }

    static Condition all(Condition... parts) {
        return new Condition.All(List.of(parts));
    }

    static Condition any(String... alerts) {
        return new Condition.Any(Stream.of(alerts).map(SpecPolicy::firing).toList());
    }

    static Condition firing(String alert) {
        return new Condition.Firing(alert);
    }

    static MatrixRule rule(String name, Priority priority, Condition when, Map<String, Effect> then) {
        return new MatrixRule(name, priority, when, then, MatrixRule.DEFAULT_COOLDOWN);
    }

    static Trigger trigger(String name, int minutes) {
        return new Trigger(name, Duration.ofMinutes(minutes), false, Benefit.of(name));
    }

    private static Trigger upOnly(String name) {
        return new Trigger(name, Duration.ZERO, true, Benefit.of(name));
    }

    static ServicePolicy service(String name, ReplicaLimits limits, GpuNeeds gpu, Trigger... triggers) {
        return new ServicePolicy(
                name,
                limits,
                Timings.DEFAULT,
                gpu,
                new ScaleDown(ScaleDownWhen.ANY, false),
                ServicePolicy.DEFAULT_MAX_ACTIONS_PER_HOUR,
                new Targets(0, 0),
                Arrays.stream(triggers).collect(Collectors.toMap(Trigger::name, UnaryOperator.identity())));
    }

    private static Window window(String name, String from, String to, int app, int llm, int rl) {
        return new Window(
                name,
                LocalTime.parse(from),
                LocalTime.parse(to),
                Map.of("app", app, "worker-llm", llm, "worker-rl", rl));
    }

    private static void alerts(String service, String trigger, String up, String down) {
        LABELS.put(up, Map.of("service", service, "trigger", trigger, "scale", "up"));
        LABELS.put(down, Map.of("service", service, "trigger", trigger, "scale", "down"));
    }

    private static Fingerprint fingerprint(String labels) {
        return new Fingerprint(String.format("%016x", 0x9e3779b97f4a7c15L * (labels.hashCode() | 1L)));
    }
}

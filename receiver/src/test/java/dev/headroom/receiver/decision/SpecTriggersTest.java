package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.scaled;

import dev.headroom.receiver.policy.ScalingPolicy;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every row of tables 1.1 to 1.3, alone: the action, nothing within the cooldown, the next action at its end. */
class SpecTriggersTest {

    private static final ScalingPolicy POLICY = SpecPolicy.triggersOnly();

    /** A row of the tables; the cooldown as the end of one that starts at 10:00. */
    record Row(String service, String trigger, String up, String down, String cooldownEnds) {
        int min() {
            return POLICY.service(service).replicas().min();
        }

        int max() {
            return POLICY.service(service).replicas().max();
        }

        String justBeforeItEnds() {
            return LocalTime.parse(cooldownEnds).minusSeconds(1).toString();
        }

        @Override
        public String toString() {
            return service + " " + trigger;
        }
    }

    static final List<Row> ROWS = List.of(
            new Row("app", "cpu", "AppHighCPU", "AppLowCPU", "10:05"),
            new Row("app", "memory", "AppHighMemory", "AppLowMemory", "10:05"),
            new Row("app", "request_queue", "AppRequestQueueBuildup", "AppRequestQueueDrained", "10:03"),
            new Row("app", "latency_p95", "AppHighLatency", "AppLowLatency", "10:05"),
            new Row("worker-llm", "queue_length", "LLMQueueBuildup", "LLMQueueDrained", "10:10"),
            new Row("worker-llm", "latency_p95", "LLMHighLatency", "LLMLowLatency", "10:10"),
            new Row("worker-llm", "gpu_utilization", "LLMHighGPUUtilization", "LLMLowGPUUtilization", "10:10"),
            new Row("worker-llm", "vram_usage", "LLMHighVRAMUsage", "LLMLowVRAMUsage", "10:10"),
            new Row("worker-rl", "training_queue", "RLTrainingQueueBuildup", "RLTrainingQueueDrained", "10:15"),
            new Row("worker-rl", "episode_duration", "RLLongEpisodes", "RLShortEpisodes", "10:15"),
            new Row("worker-rl", "gpu_utilization", "RLHighGPUUtilization", "RLLowGPUUtilization", "10:20"),
            new Row(
                    "worker-rl",
                    "checkpoint_frequency",
                    "RLHighCheckpointFrequency",
                    "RLLowCheckpointFrequency",
                    "10:20"));

    /** Rows whose scale-down column says "scale up only"; their cooldown column is empty. */
    static final List<Row> UP_ONLY = List.of(
            new Row("app", "error_rate", "AppHighErrorRate", "AppLowErrorRate", "10:00"),
            new Row("worker-llm", "task_failure_rate", "LLMHighTaskFailureRate", "LLMLowTaskFailureRate", "10:00"));

    @ParameterizedTest
    @FieldSource("ROWS")
    void highLoadAddsOneReplicaACooldown(Row row) {
        int min = row.min();
        Timeline.of(POLICY)
                .at("10:00")
                .firing(row.up())
                .then(scaled(row.service(), min, min + 1))
                .because(row.service(), Source.Kind.TRIGGER, row.trigger())
                .at("10:00:29")
                .holds(row.service(), Reason.ROLLOUT)
                .at("10:01")
                .holds(row.service(), Reason.COOLDOWN, row.cooldownEnds())
                .at(row.justBeforeItEnds())
                .holds(row.service(), Reason.COOLDOWN, row.cooldownEnds())
                .at(row.cooldownEnds())
                .then(scaled(row.service(), min + 1, min + 2));
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void lowLoadTakesOneReplicaACooldown(Row row) {
        int max = row.max();
        Timeline.of(POLICY)
                .replicas(row.service(), max)
                .at("10:00")
                .firing(row.down())
                .then(scaled(row.service(), max, max - 1))
                .because(row.service(), Source.Kind.TRIGGER, row.trigger())
                .at("10:01")
                .holds(row.service(), Reason.COOLDOWN, row.cooldownEnds())
                .at(row.justBeforeItEnds())
                .holds(row.service(), Reason.COOLDOWN, row.cooldownEnds())
                .at(row.cooldownEnds())
                .then(scaled(row.service(), max - 1, max - 2));
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void endedLoadEndsTheActions(Row row) {
        Timeline.of(POLICY)
                .at("10:00")
                .firing(row.up())
                .then(scaled(row.service(), row.min(), row.min() + 1))
                .at("10:01")
                .resolved(row.up())
                .at("14:00")
                .holds(row.service(), Reason.STEADY, null);
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void neverAboveTheMaximum(Row row) {
        Timeline.of(POLICY)
                .replicas(row.service(), row.max())
                .at("10:00")
                .firing(row.up())
                .at("12:00")
                .holds(row.service(), Reason.BOUNDS, null);
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void neverBelowTheMinimum(Row row) {
        Timeline.of(POLICY).at("10:00").firing(row.down()).at("12:00").holds(row.service(), Reason.BOUNDS, null);
    }

    @ParameterizedTest
    @FieldSource("UP_ONLY")
    void errorsAddAReplicaWheneverTheLastOneIsUp(Row row) {
        int min = row.min();
        Timeline.of(POLICY)
                .at("10:00")
                .firing(row.up())
                .then(scaled(row.service(), min, min + 1))
                .at("10:00:29")
                .holds(row.service(), Reason.ROLLOUT, "10:00:30")
                .at("10:00:30")
                .then(scaled(row.service(), min + 1, min + 2));
    }

    @ParameterizedTest
    @FieldSource("UP_ONLY")
    void noErrorsAreNoReasonToScaleDown(Row row) {
        Timeline.of(POLICY)
                .replicas(row.service(), row.max())
                .at("10:00")
                .firing(row.down())
                .at("12:00")
                .holds(row.service(), Reason.STEADY, null);
    }

    @ParameterizedTest
    @FieldSource("UP_ONLY")
    void errorsNeverPassTheMaximum(Row row) {
        Timeline.of(POLICY)
                .replicas(row.service(), row.max())
                .at("10:00")
                .firing(row.up())
                .at("12:00")
                .holds(row.service(), Reason.BOUNDS, null);
    }

    @Test
    void aTriggerInItsCooldownMutesNoOther() {
        Timeline.of(POLICY)
                .at("10:00")
                .firing("AppHighCPU")
                .then(scaled("app", 2, 3))
                .at("10:01")
                .firing("AppRequestQueueBuildup")
                .then(scaled("app", 3, 4))
                .because("app", Source.Kind.TRIGGER, "request_queue")
                .at("10:03:59")
                .thenNothing()
                .at("10:04")
                .then(scaled("app", 4, 5))
                .at("10:05")
                .then(scaled("app", 5, 6))
                .because("app", Source.Kind.TRIGGER, "cpu");
    }

    @Test
    void servicesDoNotWaitForEachOther() {
        Timeline.of(POLICY)
                .at("10:00")
                .firing("AppHighCPU", "LLMQueueBuildup", "RLLongEpisodes")
                .then(scaled("app", 2, 3), scaled("worker-llm", 2, 3), scaled("worker-rl", 1, 2));
    }
}

package dev.headroom.receiver.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.policy.Condition;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.GpuNeeds.Placement;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.schedule.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped policy says what the spec's tables say, number by number. */
class ShippedPolicyTest {
    private static final ScalingPolicy POLICY = PolicyFile.read(Path.of("../alert-rules/scaling-policy.yml"));

    @ParameterizedTest(name = "{0} {1}: cooldown {2} s, up only {3}")
    @CsvSource(textBlock = """
            app,        cpu,                  300,  false
            app,        memory,               300,  false
            app,        request_queue,        180,  false
            app,        latency_p95,          300,  false
            app,        error_rate,           0,    true
            worker-llm, queue_length,         600,  false
            worker-llm, latency_p95,          600,  false
            worker-llm, gpu_utilization,      600,  false
            worker-llm, vram_usage,           600,  false
            worker-llm, task_failure_rate,    0,    true
            worker-rl,  training_queue,       900,  false
            worker-rl,  episode_duration,     900,  false
            worker-rl,  gpu_utilization,      1200, false
            worker-rl,  checkpoint_frequency, 1200, false
            """)
    @DisplayName("spec 1.1 to 1.3: trigger metrics")
    void triggers(String service, String trigger, long cooldown, boolean upOnly) {
        assertThat(service(service).triggers().get(trigger))
                .isEqualTo(new Trigger(trigger, Duration.ofSeconds(cooldown), upOnly));
    }

    @ParameterizedTest(name = "{0} has {1} triggers")
    @CsvSource({"app, 5", "worker-llm, 5", "worker-rl, 4"})
    void noOtherTriggers(String service, int count) {
        assertThat(service(service).triggers()).hasSize(count);
    }

    @ParameterizedTest(name = "{0}: {1} to {2}, +{3} -{4}, warm-up {5} s")
    @CsvSource(textBlock = """
            app,        2, 10, 1, 1, 0
            worker-llm, 2, 8,  1, 1, 180
            worker-rl,  1, 4,  1, 1, 300
            """)
    @DisplayName("spec 1.1 to 1.3: scaling parameters")
    void parameters(String name, int min, int max, int up, int down, long warmup) {
        ServicePolicy service = service(name);
        assertThat(service.replicas().min()).isEqualTo(min);
        assertThat(service.replicas().max()).isEqualTo(max);
        assertThat(service.replicas().upIncrement()).isEqualTo(up);
        assertThat(service.replicas().downIncrement()).isEqualTo(down);
        assertThat(service.timings().warmup()).hasSeconds(warmup);
        assertThat(service.timings().health()).hasSeconds(120);
        assertThat(service.timings().drain()).hasSeconds(60);
        assertThat(service.maxActionsPerHour()).isEqualTo(12);
        assertThat(service.scaleDown().when()).isEqualTo(ScaleDownWhen.ANY);
    }

    @ParameterizedTest(name = "{0}: GPU check {1}, checkpoint sync {2}, CPU {3}, memory {4}")
    @CsvSource(textBlock = """
            app,        false, false, 0.6, 0.7
            worker-llm, true,  false, 0.7, 0.0
            worker-rl,  false, true,  0.8, 0.0
            """)
    @DisplayName("spec 1.1 to 1.3 and 6.2: checks and utilisation targets")
    void checksAndTargets(String name, boolean gpu, boolean checkpoint, double cpu, double memory) {
        ServicePolicy service = service(name);
        assertThat(service.gpu().check()).isEqualTo(gpu);
        assertThat(service.scaleDown().checkpointSync()).isEqualTo(checkpoint);
        assertThat(service.targets().cpu()).isEqualTo(cpu);
        assertThat(service.targets().memory()).isEqualTo(memory);
    }

    @Test
    @DisplayName("spec 1.2 and 2.1: GPU placement and the models' VRAM")
    void gpus() {
        assertThat(service("worker-llm").gpu().vramPerReplica()).isEqualTo(25L << 30);
        assertThat(service("worker-llm").gpu().placement())
                .containsExactly(
                        new Placement(0, 2, List.of(0)),
                        new Placement(3, 4, List.of(0, 1)),
                        new Placement(5, null, null));
        assertThat(service("app").gpu().placement()).isEmpty();
        assertThat(service("worker-rl").gpu().placement()).isEmpty();
    }

    @Test
    void threeServicesAndSixRows() {
        assertThat(POLICY.services()).containsOnlyKeys("app", "worker-llm", "worker-rl");
        assertThat(POLICY.matrix())
                .hasSize(6)
                .allSatisfy(rule -> assertThat(rule.cooldown()).hasMinutes(5));
    }

    @Test
    @DisplayName("spec 4.1: high traffic + high latency")
    void highTrafficAndHighLatency() {
        is(
                rule("high-traffic-and-high-latency"),
                Priority.P0,
                new Condition.All(
                        List.of(any("AppRequestQueueBuildup", "AppHighCPU"), any("AppHighLatency", "LLMHighLatency"))),
                Map.of("app", new Effect.ScaleUp(), "worker-llm", new Effect.ScaleUp()));
    }

    @Test
    @DisplayName("spec 4.1: queue buildup")
    void queueBuildup() {
        is(
                rule("queue-buildup"),
                Priority.P1,
                any("LLMQueueBuildup", "RLTrainingQueueBuildup"),
                Map.of("worker-llm", new Effect.ScaleUp(), "worker-rl", new Effect.ScaleUp()));
    }

    @Test
    @DisplayName("spec 4.1: low utilization of all services")
    void lowUtilization() {
        is(
                rule("low-utilization"),
                Priority.P3,
                new Condition.All(firing("AppLowCPU", "LLMLowGPUUtilization", "RLLowGPUUtilization")),
                Map.of(
                        "app", new Effect.ScaleDown(),
                        "worker-llm", new Effect.ScaleDown(),
                        "worker-rl", new Effect.ScaleDown()));
    }

    @Test
    @DisplayName("spec 4.1: GPU VRAM < 20%")
    void vramLow() {
        is(
                rule("gpu-vram-low"),
                Priority.P0,
                new Condition.Firing("VRAMHeadroomLow"),
                Map.of("worker-llm", new Effect.HoldScaleUp(), "worker-rl", new Effect.HoldScaleUp()));
    }

    @Test
    @DisplayName("spec 4.1: error rate spike")
    void errorRateSpike() {
        is(
                rule("error-rate-spike"),
                Priority.P0,
                any("AppHighErrorRate", "LLMHighTaskFailureRate"),
                Map.of("app", new Effect.ScaleUp(), "worker-llm", new Effect.ScaleUp()));
    }

    @Test
    @DisplayName("spec 4.1: off-peak hours")
    void offPeak() {
        is(
                rule("off-peak"),
                Priority.P3,
                new Condition.InWindow("off_peak"),
                Map.of(
                        "app", new Effect.ScaleToMin(),
                        "worker-llm", new Effect.ScaleToMin(),
                        "worker-rl", new Effect.ScaleTo(1)));
    }

    @Test
    @DisplayName("spec 7.1: scaling schedule")
    void schedule() {
        assertThat(POLICY.schedule().zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(POLICY.schedule().windows())
                .containsExactly(window("peak", 9, 18, 5, 4, 2), window("off_peak", 1, 6, 2, 2, 1));
        assertThat(POLICY.schedule().normal()).isEqualTo(replicas(3, 3, 1));
    }

    private static ServicePolicy service(String name) {
        return POLICY.services().get(name);
    }

    private static MatrixRule rule(String name) {
        return POLICY.matrix().stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void is(MatrixRule rule, Priority priority, Condition when, Map<String, Effect> then) {
        assertThat(rule.priority()).isEqualTo(priority);
        assertThat(rule.when()).isEqualTo(when);
        assertThat(rule.then()).isEqualTo(then);
    }

    private static Condition any(String... alerts) {
        return new Condition.Any(firing(alerts));
    }

    private static List<Condition> firing(String... alerts) {
        return List.of(alerts).stream().<Condition>map(Condition.Firing::new).toList();
    }

    private static Window window(String name, int from, int to, int app, int llm, int rl) {
        return new Window(name, LocalTime.of(from, 0), LocalTime.of(to, 0), replicas(app, llm, rl));
    }

    private static Map<String, Integer> replicas(int app, int llm, int rl) {
        return Map.of("app", app, "worker-llm", llm, "worker-rl", rl);
    }
}

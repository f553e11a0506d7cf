package dev.headroom.receiver.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.policy.Condition;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.GpuNeeds.Placement;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rules.Deviations;
import dev.headroom.receiver.schedule.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped policy says what the spec's tables say, number by number; SpecificationTest has its triggers. */
class ShippedPolicyTest {
    private static final ScalingPolicy POLICY = PolicyFile.read(Path.of("../alert-rules/scaling-policy.yml"));

    @ParameterizedTest(name = "{0}: {1} to {2}, +{3} -{4}, warm-up {5} s")
    @CsvSource(textBlock = """
            app,        2, 10, 1, 1, 0
            worker-llm, 2, 8,  1, 1, 180
            worker-rl,  1, 4,  1, 1, 300
            """)
    @DisplayName("spec 1.1 to 1.3: scaling parameters")
    void parameters(String name, int min, int max, int up, int down, long warmup) {
        ServicePolicy service = service(name);
        Deviations.check(name, "parameters", () -> {
            assertThat(service.replicas()).isEqualTo(new ReplicaLimits(min, max, up, down));
            assertThat(service.timings().warmup()).hasSeconds(warmup);
            assertThat(service.timings().health()).hasSeconds(120);
            assertThat(service.timings().drain()).hasSeconds(60);
            assertThat(service.maxActionsPerHour()).isEqualTo(12);
            assertThat(service.scaleDown().when()).isEqualTo(ScaleDownWhen.ANY);
        });
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
        Deviations.check(name, "checks", () -> {
            assertThat(service.gpu().check()).isEqualTo(gpu);
            assertThat(service.scaleDown().checkpointSync()).isEqualTo(checkpoint);
            assertThat(service.targets().cpu()).isEqualTo(cpu);
            assertThat(service.targets().memory()).isEqualTo(memory);
        });
    }

    @Test
    @DisplayName("spec 1.2 and 2.1: GPU placement and the models' VRAM")
    void gpus() {
        Deviations.check("worker-llm", "placement", () -> {
            assertThat(service("worker-llm").gpu().vramPerReplica()).isEqualTo(25L << 30);
            assertThat(service("worker-llm").gpu().placement())
                    .containsExactly(
                            new Placement(0, 2, List.of(0)),
                            new Placement(3, 4, List.of(0, 1)),
                            new Placement(5, null, null));
        });
    }

    @Test
    void noOtherRowActs() {
        Set<String> specified = Set.of(
                "high-traffic-and-high-latency",
                "gpu-vram-low",
                "error-rate-spike",
                "queue-buildup",
                "low-utilization",
                "off-peak");
        assertThat(POLICY.matrix())
                .extracting(MatrixRule::name)
                .filteredOn(name -> !specified.contains(name))
                .allSatisfy(name -> assertThat(Deviations.isAccepted("matrix", name))
                        .as("%s%s", name, Deviations.accept("matrix", name))
                        .isTrue());
    }

    @Test
    @DisplayName("spec 4.1: high traffic + high latency")
    void highTrafficAndHighLatency() {
        is(
                "high-traffic-and-high-latency",
                Priority.P0,
                new Condition.All(
                        List.of(any("AppRequestQueueBuildup", "AppHighCPU"), any("AppHighLatency", "LLMHighLatency"))),
                Map.of("app", new Effect.ScaleUp(), "worker-llm", new Effect.ScaleUp()));
    }

    @Test
    @DisplayName("spec 4.1: queue buildup")
    void queueBuildup() {
        is(
                "queue-buildup",
                Priority.P1,
                any("LLMQueueBuildup", "RLTrainingQueueBuildup"),
                Map.of("worker-llm", new Effect.ScaleUp(), "worker-rl", new Effect.ScaleUp()));
    }

    @Test
    @DisplayName("spec 4.1: low utilization of all services")
    void lowUtilization() {
        is(
                "low-utilization",
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
                "gpu-vram-low",
                Priority.P0,
                new Condition.Firing("VRAMHeadroomLow"),
                Map.of("worker-llm", new Effect.HoldScaleUp(), "worker-rl", new Effect.HoldScaleUp()));
    }

    @Test
    @DisplayName("spec 4.1: error rate spike")
    void errorRateSpike() {
        is(
                "error-rate-spike",
                Priority.P0,
                any("AppHighErrorRate", "LLMHighTaskFailureRate"),
                Map.of("app", new Effect.ScaleUp(), "worker-llm", new Effect.ScaleUp()));
    }

    @Test
    @DisplayName("spec 4.1: off-peak hours")
    void offPeak() {
        is(
                "off-peak",
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
        Deviations.check("schedule", "windows", () -> {
            assertThat(POLICY.schedule().zone()).isEqualTo(ZoneId.of("UTC"));
            assertThat(POLICY.schedule().windows())
                    .extracting(window -> new Window(
                            window.name(), window.from(), window.to(), ofTheSpecification(window.replicas())))
                    .containsExactly(window("peak", 9, 18, 5, 4, 2), window("off_peak", 1, 6, 2, 2, 1));
            assertThat(ofTheSpecification(POLICY.schedule().normal())).isEqualTo(replicas(3, 3, 1));
        });
    }

    private static Map<String, Integer> ofTheSpecification(Map<String, Integer> replicas) {
        return replicas.entrySet().stream()
                .filter(entry -> replicas(0, 0, 0).containsKey(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static ServicePolicy service(String name) {
        return POLICY.services().get(name);
    }

    private static void is(String row, Priority priority, Condition when, Map<String, Effect> then) {
        Deviations.check(
                "matrix",
                row,
                () -> assertThat(POLICY.matrix())
                        .filteredOn(rule -> rule.name().equals(row))
                        .containsExactly(new MatrixRule(row, priority, when, then, Duration.ofMinutes(5))));
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

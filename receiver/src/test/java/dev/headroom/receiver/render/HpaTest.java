package dev.headroom.receiver.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rules.Deviations;
import dev.headroom.receiver.target.kubernetes.OnHpa;
import dev.headroom.receiver.target.kubernetes.Workload;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped policy as autoscalers, beside what the specification writes (1.1, 1.2, 6.2). */
class HpaTest {
    private static final Path GOLDEN = Path.of("src/test/resources/render");
    private static final ScalingPolicy POLICY = PolicyFile.read(Path.of("../alert-rules/scaling-policy.yml"));
    private static final List<ServicePolicy> SPECIFIED =
            List.of(service("app"), service("worker-llm"), service("worker-rl"));
    private static final TargetSpec ELSEWHERE = new TargetSpec.Simulated(Duration.ZERO);
    private static final TargetSpec.Kubernetes CLUSTER = new TargetSpec.Kubernetes(
            "inference",
            OnHpa.FLOOR,
            Map.of("worker-rl", new Workload(Workload.Kind.STATEFUL_SET, "training", "trainer")));

    private static ServicePolicy service(String name) {
        return Objects.requireNonNull(POLICY.service(name));
    }

    private static HorizontalPodAutoscaler parsed(String yaml) {
        return Serialization.unmarshal(yaml, HorizontalPodAutoscaler.class);
    }

    private static HorizontalPodAutoscaler rendered(String service) {
        return parsed(new Hpa(ELSEWHERE).of(List.of(service(service))));
    }

    @Test
    void allOfThemAreAsInTheGoldenFile() throws IOException {
        golden("all.yaml", new Hpa(ELSEWHERE).of(SPECIFIED));
    }

    @Test
    void inAClusterTheyHaveItsNames() throws IOException {
        golden("cluster.yaml", new Hpa(CLUSTER).of(SPECIFIED));
    }

    /** Written anew with -Dheadroom.write=true. */
    private static void golden(String file, String text) throws IOException {
        if (Boolean.getBoolean("headroom.write")) {
            Files.writeString(GOLDEN.resolve(file), text);
        }
        assertThat(text).isEqualTo(Files.readString(GOLDEN.resolve(file)));
    }

    @Test
    void workerLlmEqualsTheSpecificationsManifestFieldByField() throws IOException {
        HorizontalPodAutoscaler expected = parsed(Files.readString(GOLDEN.resolve("worker-llm.spec.yaml")));

        Deviations.check("worker-llm", "autoscaler", () -> {
            assertThat(rendered("worker-llm")).usingRecursiveComparison().isEqualTo(expected);
            hasCommand("worker-llm", 2, 8, 70);
        });
        assertThat(rendered("worker-llm").getSpec().getBehavior()).isNotNull();
    }

    @ParameterizedTest(name = "{0}: {1} to {2}, {4}")
    @CsvSource({"app, 2, 10, 60, cpu 60 memory 70", "worker-rl, 1, 4, 80, cpu 80"})
    void theOthersHaveTheSpecificationsLimitsAndTargets(String name, int min, int max, int cpu, String targets) {
        HorizontalPodAutoscalerSpec spec = rendered(name).getSpec();

        Deviations.check(name, "autoscaler", () -> {
            assertThat(spec.getMinReplicas()).isEqualTo(min);
            assertThat(spec.getMaxReplicas()).isEqualTo(max);
            assertThat(spec.getMetrics().stream().map(HpaTest::utilization).collect(Collectors.joining(" ")))
                    .isEqualTo(targets);
            hasCommand(name, min, max, cpu);
        });
    }

    private static String utilization(MetricSpec metric) {
        return metric.getResource().getName() + " "
                + metric.getResource().getTarget().getAverageUtilization();
    }

    /** The specification's commands are the comments. */
    private static void hasCommand(String service, int min, int max, int cpu) {
        assertThat(new Hpa(ELSEWHERE).of(SPECIFIED))
                .contains("# kubectl autoscale deployment %s --min=%d --max=%d --cpu-percent=%d\n"
                        .formatted(service, min, max, cpu));
    }

    @Test
    void aServiceWithoutTargetsHasNone() {
        ServicePolicy app = service("app");
        ServicePolicy bare = new ServicePolicy(
                "bare",
                app.replicas(),
                app.timings(),
                app.gpu(),
                app.scaleDown(),
                12,
                new ServicePolicy.Targets(0, 0),
                Map.of());

        assertThat(new Hpa(ELSEWHERE).of(List.of(bare)))
                .isEqualTo(
                        "# bare: no target_cpu_utilization, target_memory_utilization or hpa.metrics in the policy, so no autoscaler\n");
    }
}

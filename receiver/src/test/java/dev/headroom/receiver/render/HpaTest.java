package dev.headroom.receiver.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
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
import org.junit.jupiter.api.Test;

/** The shipped policy as autoscalers, beside what the specification writes (1.1, 1.2, 6.2). */
class HpaTest {
    private static final Path GOLDEN = Path.of("src/test/resources/render");
    private static final ScalingPolicy POLICY = PolicyFile.read(Path.of("../alert-rules/scaling-policy.yml"));
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
        golden("all.yaml", new Hpa(ELSEWHERE).of(POLICY.services().values()));
    }

    @Test
    void inAClusterTheyHaveItsNames() throws IOException {
        golden("cluster.yaml", new Hpa(CLUSTER).of(POLICY.services().values()));
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

        assertThat(rendered("worker-llm")).usingRecursiveComparison().isEqualTo(expected);
        assertThat(rendered("worker-llm").getSpec().getBehavior()).isNotNull();
    }

    @Test
    void appHasTheSpecificationsLimitsAndTargets() {
        HorizontalPodAutoscalerSpec app = rendered("app").getSpec();

        assertThat(app.getMinReplicas()).isEqualTo(2);
        assertThat(app.getMaxReplicas()).isEqualTo(10);
        assertThat(app.getMetrics()).extracting(HpaTest::utilization).containsExactly("cpu 60", "memory 70");
    }

    @Test
    void workerRlHasTheSpecificationsLimitsAndTarget() {
        HorizontalPodAutoscalerSpec rl = rendered("worker-rl").getSpec();

        assertThat(rl.getMinReplicas()).isEqualTo(1);
        assertThat(rl.getMaxReplicas()).isEqualTo(4);
        assertThat(rl.getMetrics()).extracting(HpaTest::utilization).containsExactly("cpu 80");
    }

    private static String utilization(MetricSpec metric) {
        return metric.getResource().getName() + " "
                + metric.getResource().getTarget().getAverageUtilization();
    }

    @Test
    void theSpecificationsCommandsAreTheComments() {
        assertThat(new Hpa(ELSEWHERE).of(POLICY.services().values()))
                .contains(
                        "# kubectl autoscale deployment app --min=2 --max=10 --cpu-percent=60\n",
                        "# kubectl autoscale deployment worker-llm --min=2 --max=8 --cpu-percent=70\n",
                        "# kubectl autoscale deployment worker-rl --min=1 --max=4 --cpu-percent=80\n");
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

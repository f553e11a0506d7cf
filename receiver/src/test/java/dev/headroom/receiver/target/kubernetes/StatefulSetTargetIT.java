package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** StatefulSets of a real control plane, which always stop their highest number. */
@Timeout(180)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
class StatefulSetTargetIT extends TargetContractTest {
    private final TestNamespace cluster = TestNamespace.fresh();
    private final KubernetesTarget target = new KubernetesTarget(
            new Cluster(cluster.accountConfig(), Duration.ofSeconds(15)),
            Map.of("app", set("app"), "worker-llm", set("worker-llm"), "worker-rl", set("worker-rl")),
            OnHpa.FLOOR,
            fence,
            System::nanoTime);

    private Workload set(String name) {
        return new Workload(Workload.Kind.STATEFUL_SET, cluster.name(), name);
    }

    @BeforeEach
    void allServicesAtTheirMinimum() {
        Map<ServicePolicy, Integer> counts = Map.of(APP, 1, LLM, 2, RL, 1);
        counts.forEach((service, count) -> cluster.statefulSet(service.name(), count));
        counts.forEach(this::untilReady);
    }

    @AfterEach
    void close() {
        target.close();
        cluster.close();
    }

    @Override
    protected ScalingTarget target() {
        return target;
    }

    @Override
    protected void untilReady(ServicePolicy service, int count) {
        Eventually.is(
                service.name() + " is ready", () -> target.observe(service).ready() == count);
    }

    @Test
    void nobodyChoosesAndNobodyIsMarked() throws TargetException {
        assertThat(target.observe(LLM).choice()).isEqualTo(Choice.HIGHEST);

        target.scaleTo(LLM, 1);

        assertThat(cluster.pods("worker-llm"))
                .allMatch(pod -> pod.getMetadata().getAnnotations() == null
                        || pod.getMetadata().getAnnotations().isEmpty());
    }
}

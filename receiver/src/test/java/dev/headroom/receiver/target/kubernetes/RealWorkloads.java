package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetContractTest;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Workloads of one kind on a real control plane, with the rights of the shipped Role alone. */
@Timeout(180)
abstract class RealWorkloads extends TargetContractTest {
    final TestNamespace cluster = TestNamespace.fresh();
    final KubernetesTarget target;
    private final Workload.Kind kind;

    RealWorkloads(Workload.Kind kind) {
        this.kind = kind;
        this.target = new KubernetesTarget(
                new Cluster(cluster.accountConfig(), Duration.ofSeconds(15)),
                Stream.of(APP, LLM, RL)
                        .map(ServicePolicy::name)
                        .collect(Collectors.toMap(Function.identity(), this::workload)),
                OnHpa.FLOOR,
                fence,
                System::nanoTime);
    }

    final Workload workload(String name) {
        return new Workload(kind, cluster.name(), name);
    }

    /** Makes one of this kind. */
    abstract void deploy(String name, int replicas);

    @BeforeEach
    void allServicesAtTheirMinimum() {
        Map<ServicePolicy, Integer> counts = Map.of(APP, 1, LLM, 2, RL, 1);
        counts.forEach((service, count) -> deploy(service.name(), count));
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
}

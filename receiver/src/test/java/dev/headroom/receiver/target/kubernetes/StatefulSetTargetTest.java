package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** StatefulSets, which always stop their highest number, on fabric8's mock of the API server. */
@Timeout(120)
class StatefulSetTargetTest extends ClusterContractTest {
    private final KubernetesTarget target = new KubernetesTarget(
            new Cluster(cluster.config(), Duration.ofSeconds(15)),
            Map.of("app", set("app"), "worker-llm", set("worker-llm"), "worker-rl", set("worker-rl")),
            OnHpa.FLOOR,
            System::nanoTime);

    private static Workload set(String name) {
        return new Workload(Workload.Kind.STATEFUL_SET, ClusterServer.NAMESPACE, name);
    }

    @BeforeEach
    void allServicesAtTheirMinimum() {
        Map.of(APP, 1, LLM, 2, RL, 1).forEach((service, count) -> {
            cluster.statefulSet(service.name(), count);
            untilReady(service, count);
        });
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

    @Test
    void nobodyChooses() throws TargetException {
        assertThat(target.observe(LLM).choice()).isEqualTo(Choice.HIGHEST);
        cluster.forgetAsked();

        target.scaleTo(LLM, 1);

        assertThat(cluster.asked()).noneMatch(request -> request.startsWith("PATCH"));
    }
}

package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A HorizontalPodAutoscaler of a server that answers as a real one does only by chance; {@link AutoscalerIT} has the rest. */
@Timeout(120)
class AutoscalerTest {
    private static final ServicePolicy LLM = new ServicePolicy(
            "worker-llm",
            new ReplicaLimits(1, 9, 1, 1),
            Timings.DEFAULT,
            GpuNeeds.NONE,
            new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, false),
            12,
            new ServicePolicy.Targets(0, 0),
            Map.of());

    @Test
    void aConflictOnItIsTriedAgainAndItsMaximumIsAnObstacle() throws TargetException {
        try (ClusterServer cluster = new ClusterServer()) {
            cluster.deployment("worker-llm", 2);
            cluster.autoscaler("worker-llm", "Deployment", 2, 6);
            KubernetesTarget target = new KubernetesTarget(
                    new Cluster(cluster.config(), Duration.ofSeconds(15)),
                    Map.of("worker-llm", new Workload(Workload.Kind.DEPLOYMENT, ClusterServer.NAMESPACE, "worker-llm")),
                    OnHpa.FLOOR,
                    Fences.OPEN,
                    System::nanoTime);
            Eventually.is("all is seen", () -> target.observe(LLM).replicas().size() >= 2);
            int[] conflicts = {1};
            cluster.trap(request -> request.startsWith("PATCH") && conflicts[0]-- > 0
                    ? ClusterServer.refusal(409, "Conflict", "the object has been modified")
                    : Optional.empty());

            target.scaleTo(LLM, 3);

            assertThat(cluster.autoscaler("worker-llm").getSpec().getMinReplicas())
                    .isEqualTo(3);
            assertThat(target.observe(LLM).obstacle()).isEmpty();
            target.scaleTo(LLM, 6);
            assertThat(target.observe(LLM).obstacle())
                    .isEqualTo(
                            "worker-llm cannot have 7 replicas: HorizontalPodAutoscaler inference/worker-llm-hpa allows 6 at most; raise its maxReplicas, or lower max_replicas in the policy");
            target.close();
        }
    }

    @Test
    void itsMaximumIsNoObstacleToAPolicyThatNeverAsksForMore() throws TargetException {
        ServicePolicy modest = TargetContractTest.service("worker-llm", 1);
        try (ClusterServer cluster = new ClusterServer()) {
            int most = modest.replicas().max();
            cluster.deployment("worker-llm", most);
            cluster.autoscaler("worker-llm", "Deployment", most, most);
            KubernetesTarget target = new KubernetesTarget(
                    new Cluster(cluster.config(), Duration.ofSeconds(15)),
                    Map.of("worker-llm", new Workload(Workload.Kind.DEPLOYMENT, ClusterServer.NAMESPACE, "worker-llm")),
                    OnHpa.FLOOR,
                    Fences.OPEN,
                    System::nanoTime);
            Eventually.is("all is seen", () -> target.observe(modest).replicas().size() >= most);
            assertThat(target.observe(modest).desired()).isEqualTo(most);
            assertThat(target.observe(modest).obstacle()).isEmpty();
            target.close();
        }
    }

    @Test
    void aFloorIsSetOnTheVersionThatWasReadOnly() {
        try (ClusterServer cluster = new ClusterServer()) {
            cluster.deployment("worker-llm", 2);
            cluster.autoscaler("worker-llm", "Deployment", 2, 6);
            HorizontalPodAutoscaler seen = cluster.autoscaler("worker-llm");

            assertThat(new Floor(seen).patch(5))
                    .contains("\"resourceVersion\":\"%s\""
                            .formatted(seen.getMetadata().getResourceVersion()));
        }
    }
}

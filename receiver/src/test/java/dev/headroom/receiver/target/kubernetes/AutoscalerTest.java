package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A workload that a HorizontalPodAutoscaler scales, too: from 2 to 6. */
@Timeout(120)
class AutoscalerTest {
    private static final ServicePolicy LLM = service(false);
    private static final Workload WORKLOAD =
            new Workload(Workload.Kind.DEPLOYMENT, ClusterServer.NAMESPACE, "worker-llm");

    private final ClusterServer cluster = new ClusterServer();
    private final List<KubernetesTarget> targets = new ArrayList<>();

    private static ServicePolicy service(boolean checkpointSync) {
        return new ServicePolicy(
                "worker-llm",
                new ReplicaLimits(1, 9, 1, 1),
                Timings.DEFAULT,
                GpuNeeds.NONE,
                new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, checkpointSync),
                12,
                new ServicePolicy.Targets(0, 0),
                Map.of());
    }

    @BeforeEach
    void start() {
        cluster.deployment("worker-llm", 2);
        cluster.autoscaler("worker-llm", "Deployment", 2, 6);
    }

    @AfterEach
    void close() {
        targets.forEach(KubernetesTarget::close);
        cluster.close();
    }

    private KubernetesTarget target(OnHpa onHpa) {
        return target(onHpa, Map.of("worker-llm", WORKLOAD));
    }

    private KubernetesTarget target(OnHpa onHpa, Map<String, Workload> workloads) {
        KubernetesTarget target = new KubernetesTarget(
                new Cluster(cluster.config(), Duration.ofSeconds(15)), workloads, onHpa, System::nanoTime);
        targets.add(target);
        return target;
    }

    private KubernetesTarget ready(OnHpa onHpa) {
        KubernetesTarget target = target(onHpa);
        Eventually.is("all is seen", () -> target.observe(LLM).replicas().size() >= 2);
        return target;
    }

    private int min() {
        return cluster.autoscaler("worker-llm").getSpec().getMinReplicas();
    }

    private Optional<String> note() {
        return Optional.ofNullable(
                        cluster.autoscaler("worker-llm").getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Floor.NOTE));
    }

    private void edit(int min, int max) {
        cluster.admin()
                .resource(cluster.autoscaler("worker-llm"))
                .edit(found -> new HorizontalPodAutoscalerBuilder((HorizontalPodAutoscaler) found)
                        .editSpec()
                        .withMinReplicas(min)
                        .withMaxReplicas(max)
                        .endSpec()
                        .build());
    }

    @Test
    void theFloorIsMovedInsteadOfTheCountAndComesBackToWhatItWas() throws TargetException {
        KubernetesTarget target = ready(OnHpa.FLOOR);
        cluster.forgetAsked();

        target.scaleTo(LLM, 4);

        assertThat(min()).isEqualTo(4);
        assertThat(note()).contains("4 instead of 2");
        Observation raised = target.observe(LLM);
        assertThat(raised.desired()).isEqualTo(4);
        assertThat(raised.replicas()).hasSize(4);
        assertThat(raised.choice()).isEqualTo(Choice.PLATFORM);

        target.scaleTo(LLM, 3);
        assertThat(min()).isEqualTo(3);
        assertThat(note()).contains("3 instead of 2");
        assertThat(target.observe(LLM).replicas())
                .as("who stops when is the autoscaler's affair")
                .hasSize(4);

        target.scaleTo(LLM, 2);
        assertThat(min()).isEqualTo(2);
        assertThat(note()).isEmpty();
        assertThat(cluster.asked()).noneMatch(request -> request.contains("/scale") || request.startsWith("PUT"));
    }

    @Test
    void neverBeyondItsMaximumAndNeverBelowWhatItsOwnerWrote() throws TargetException {
        KubernetesTarget target = ready(OnHpa.FLOOR);
        target.scaleTo(LLM, 6);
        assertThat(min()).isEqualTo(6);

        assertThatThrownBy(() -> target.scaleTo(LLM, 7))
                .hasMessage(
                        "worker-llm cannot have 7 replicas: HorizontalPodAutoscaler inference/worker-llm-hpa allows 6 at most; raise its maxReplicas, or lower max_replicas in the policy");
        assertThatThrownBy(() -> target.scaleTo(LLM, 1))
                .hasMessage(
                        "worker-llm cannot have 1 replicas: HorizontalPodAutoscaler inference/worker-llm-hpa keeps 2 at least; lower its minReplicas, or raise min_replicas in the policy");
        assertThat(min()).isEqualTo(6);
    }

    @Test
    void whatItDoesAboveItsFloorIsNoChangeOfTheCount() throws TargetException {
        KubernetesTarget target = ready(OnHpa.FLOOR);

        cluster.scale("worker-llm", 5, "horizontal-pod-autoscaler");

        Eventually.is("its pods are seen", () -> target.observe(LLM).replicas().size() == 5);
        assertThat(target.observe(LLM).desired()).isEqualTo(2);
    }

    @Test
    void aFloorThatSomebodyElseSetIsTheirOwnFromThenOn() throws TargetException {
        KubernetesTarget target = ready(OnHpa.FLOOR);
        target.scaleTo(LLM, 4);

        edit(3, 6);
        Eventually.is("it is seen", () -> target.observe(LLM).desired() == 3);
        target.scaleTo(LLM, 5);
        assertThat(note()).contains("5 instead of 3");

        target.scaleTo(LLM, 3);
        assertThat(min()).isEqualTo(3);
        assertThat(note()).isEmpty();
    }

    @Test
    void refuseRefusesWithTheReason() {
        KubernetesTarget target = target(OnHpa.REFUSE);
        String reason =
                "HorizontalPodAutoscaler inference/worker-llm-hpa scales Deployment inference/worker-llm too, and target.on_hpa is refuse: delete one of the two, or set on_hpa: floor";

        Eventually.fails(reason, () -> target.observe(LLM));
        assertThatThrownBy(() -> target.scaleTo(LLM, 3)).hasMessage(reason);
        assertThat(min()).isEqualTo(2);
    }

    @Test
    void ignoreSetsTheCount() throws TargetException {
        KubernetesTarget target = ready(OnHpa.IGNORE);

        target.scaleTo(LLM, 3);

        assertThat(min()).isEqualTo(2);
        assertThat(target.observe(LLM).desired()).isEqualTo(3);
    }

    @Test
    void itsFloorIsRestoredWhenTheServiceLeavesThePolicyOrTheModeChanges() throws TargetException {
        ready(OnHpa.FLOOR).scaleTo(LLM, 4);

        target(OnHpa.FLOOR).letGo();
        assertThat(min()).as("it is still moved by the same service").isEqualTo(4);

        target(OnHpa.FLOOR, Map.of("other", new Workload(Workload.Kind.DEPLOYMENT, ClusterServer.NAMESPACE, "other")))
                .letGo();
        assertThat(min()).isEqualTo(2);
        assertThat(note()).isEmpty();

        ready(OnHpa.FLOOR).scaleTo(LLM, 5);
        target(OnHpa.IGNORE).letGo();
        assertThat(min()).isEqualTo(2);
        assertThat(note()).isEmpty();
    }

    @Test
    void anAutoscalerStopsPodsWithoutACheckpointSoBothAreNotPossible() throws TargetException {
        KubernetesTarget target = ready(OnHpa.FLOOR);

        assertThatThrownBy(() -> target.scaleTo(service(true), 3))
                .hasMessage(
                        "HorizontalPodAutoscaler inference/worker-llm-hpa stops pods of worker-llm without a finished checkpoint, which checkpoint_sync: required forbids: delete it, or set checkpoint_sync: none");
    }

    @Test
    void aConflictOnItIsTriedAgain() throws TargetException {
        KubernetesTarget target = ready(OnHpa.FLOOR);
        int[] conflicts = {1};
        cluster.trap(request -> request.startsWith("PATCH") && conflicts[0]-- > 0
                ? ClusterServer.refusal(409, "Conflict", "the object has been modified")
                : Optional.empty());

        target.scaleTo(LLM, 3);

        assertThat(min()).isEqualTo(3);
    }
}

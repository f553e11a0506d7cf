package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.client.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** A workload that a real HorizontalPodAutoscaler scales, too: from 2 to 6, without metrics, so that it keeps to its floor. */
@Timeout(180)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
class AutoscalerIT {
    private static final ServicePolicy LLM = service(false);
    private final TestNamespace cluster = TestNamespace.fresh();
    private final Config account = cluster.accountConfig();
    private final Workload workload = new Workload(Workload.Kind.DEPLOYMENT, cluster.name(), "worker-llm");
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
        return target(onHpa, Map.of("worker-llm", workload));
    }

    private KubernetesTarget target(OnHpa onHpa, Map<String, Workload> workloads) {
        KubernetesTarget target = new KubernetesTarget(
                new Cluster(account, Duration.ofSeconds(15)), workloads, onHpa, Fences.OPEN, System::nanoTime);
        targets.add(target);
        return target;
    }

    private KubernetesTarget ready(OnHpa onHpa) {
        KubernetesTarget target = target(onHpa);
        Eventually.is("all is seen", () -> target.observe(LLM).replicas().size() >= 2);
        return target;
    }

    private Workload other() {
        return new Workload(Workload.Kind.DEPLOYMENT, cluster.name(), "other");
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
        String patch = "{\"spec\":{\"minReplicas\":%d,\"maxReplicas\":%d}}".formatted(min, max);
        cluster.kubectl("patch", "hpa", "worker-llm-hpa", "--type=merge", "-p", patch);
    }

    @Test
    void theFloorIsMovedInsteadOfTheCountAndComesBackToWhatItWas() throws TargetException {
        KubernetesTarget target = ready(OnHpa.FLOOR);

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
    }

    @Test
    void neverBeyondItsMaximumAndNeverBelowWhatItsOwnerWrote() throws TargetException {
        KubernetesTarget target = ready(OnHpa.FLOOR);
        assertThat(target.observe(LLM).least().count()).isEqualTo(2);
        assertThat(target.observe(LLM).least().why())
                .startsWith("worker-llm cannot have 1 replicas: ")
                .endsWith("lower its minReplicas, or raise min_replicas in the policy");
        target.scaleTo(LLM, 6);
        assertThat(min()).isEqualTo(6);

        assertThatThrownBy(() -> target.scaleTo(LLM, 7))
                .hasMessage(
                        "worker-llm cannot have 7 replicas: HorizontalPodAutoscaler %s/worker-llm-hpa allows 6 at most; raise its maxReplicas, or lower max_replicas in the policy"
                                .formatted(cluster.name()));
        assertThatThrownBy(() -> target.scaleTo(LLM, 1))
                .hasMessage(
                        "worker-llm cannot have 1 replicas: HorizontalPodAutoscaler %s/worker-llm-hpa keeps 2 at least; lower its minReplicas, or raise min_replicas in the policy"
                                .formatted(cluster.name()));
        assertThat(min()).isEqualTo(6);
    }

    @Test
    void whatItDoesAboveItsFloorIsNoChangeOfTheCount() throws TargetException {
        KubernetesTarget target = ready(OnHpa.FLOOR);

        cluster.scale("worker-llm", 5);

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
                "HorizontalPodAutoscaler %s/worker-llm-hpa scales Deployment %s/worker-llm too, and target.on_hpa is refuse: delete one of the two, or set on_hpa: floor"
                        .formatted(cluster.name(), cluster.name());

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

        KubernetesTarget standby = new KubernetesTarget(
                new Cluster(account, Duration.ofSeconds(15)),
                Map.of("other", other()),
                OnHpa.FLOOR,
                new Fence(() -> false),
                System::nanoTime);
        targets.add(standby);
        assertThat(standby.letGo()).as("something is left").isFalse();
        assertThat(min()).as("whoever does not lead changes nothing").isEqualTo(4);

        target(OnHpa.FLOOR).letGo();
        assertThat(min()).as("it is still moved by the same service").isEqualTo(4);

        target(OnHpa.FLOOR, Map.of("other", other())).letGo();
        assertThat(min()).isEqualTo(2);
        assertThat(note()).isEmpty();

        ready(OnHpa.FLOOR).scaleTo(LLM, 5);
        target(OnHpa.IGNORE).letGo();
        assertThat(min()).isEqualTo(2);
        assertThat(note()).isEmpty();
    }

    @Test
    void itsFloorIsRestoredWhenItsNamespaceLeavesTheConfiguration() throws TargetException {
        Set<String> noted = new HashSet<>();
        NamespaceMemory memory = new NamespaceMemory() {
            @Override
            public Set<String> load() {
                return Set.copyOf(noted);
            }

            @Override
            public void save(Set<String> namespaces) {
                noted.clear();
                noted.addAll(namespaces);
            }
        };
        KubernetesTarget before = ready(OnHpa.FLOOR);
        before.remember(memory);
        before.letGo();
        before.scaleTo(LLM, 4);

        try (KubernetesTarget elsewhere = new KubernetesTarget(
                new Cluster(account, Duration.ofSeconds(15)), Map.of(), OnHpa.FLOOR, Fences.OPEN, System::nanoTime)) {
            elsewhere.remember(memory);
            assertThat(elsewhere.letGo()).isTrue();
        }

        assertThat(min()).isEqualTo(2);
        assertThat(note()).isEmpty();
        assertThat(noted).isEmpty();
    }

    @Test
    void aServiceMayComeAndGoWhileItRuns() throws TargetException {
        KubernetesTarget target = target(OnHpa.FLOOR, Map.of());
        assertThatThrownBy(() -> target.observe(LLM)).hasMessageContaining("the policy does not name it");

        target.add(Map.of("worker-llm", workload));
        Eventually.is("it is seen", () -> target.observe(LLM).replicas().size() >= 2);
        target.scaleTo(LLM, 4);
        target.keep(Set.of("worker-llm"));
        assertThat(target.letGo()).isTrue();
        assertThat(min()).isEqualTo(4);

        target.keep(Set.of());
        assertThat(target.letGo()).isTrue();
        assertThat(min()).isEqualTo(2);
        assertThat(target.rights()).isEmpty();
    }

    @Test
    void anAutoscalerStopsPodsWithoutACheckpointSoBothAreNotPossible() throws TargetException {
        KubernetesTarget target = ready(OnHpa.FLOOR);

        assertThatThrownBy(() -> target.scaleTo(service(true), 3))
                .hasMessage(
                        "HorizontalPodAutoscaler %s/worker-llm-hpa stops pods of worker-llm without a finished checkpoint, which checkpoint_sync: required forbids: delete it, or set checkpoint_sync: none"
                                .formatted(cluster.name()));
    }
}

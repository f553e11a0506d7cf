package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.kubernetes.Right;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** A kind that nothing is known of but its scale subresource, on a real control plane. */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
@Timeout(180)
class AnyKindIT {
    private static final ServicePolicy LLM = TargetContractTest.service("worker-llm", 2);

    private final TestNamespace cluster = TestNamespace.fresh();
    private final Gangs gangs = new Gangs(cluster);
    private final KubernetesTarget target = target(Map.of("worker-llm", workload(Gangs.KIND, "worker-llm")));

    private KubernetesTarget target(Map<String, Workload> workloads) {
        return new KubernetesTarget(
                new Cluster(cluster.accountConfig(), Duration.ofSeconds(15)),
                workloads,
                OnHpa.FLOOR,
                Fences.OPEN,
                System::nanoTime);
    }

    private Workload workload(Workload.Kind kind, String name) {
        return new Workload(kind, cluster.name(), name);
    }

    @BeforeEach
    void two() {
        gangs.allow();
        gangs.make("worker-llm", 2);
        Eventually.is("two are ready", () -> target.observe(LLM).ready() == 2);
    }

    @AfterEach
    void close() {
        target.close();
        gangs.close();
        cluster.close();
    }

    @Test
    void whoStopsIsItsOwnAffairAndThatIsSaid() throws TargetException {
        String oldest = cluster.pods("worker-llm").get(0).getMetadata().getName();
        assertThat(target.observe(LLM).choice()).isEqualTo(Choice.PLATFORM);

        List<String> told = target.scaleTo(LLM, 1, Set.of(oldest));

        assertThat(told)
                .containsExactly(
                        "which pods stop is the choice of Gang.play.headroom.dev %s/worker-llm: nothing is known of how a Gang takes them"
                                .formatted(cluster.name()));
        assertThat(target.observe(LLM).counting())
                .as("a down is done when its pods have been told to end, helpers are none of them")
                .hasSize(1)
                .noneMatch(replica -> replica.name().equals(oldest));
    }

    @Test
    void whatIsMissingOfRightsIsToldByTheNamesThatTheClusterGives() {
        List<Right> wanted = target.rights();
        assertThat(missing(wanted)).isEmpty();

        cluster.kubectl("delete", "rolebinding", "headroom-gangs");

        Eventually.is("it is told", () -> missing(wanted).size() == 5);
        assertThat(Right.lacking(missing(wanted), wanted))
                .isEqualTo(
                        "the Role of Headroom's ServiceAccount in %s lacks rights; add to its rules: [{apiGroups: [\"play.headroom.dev\"], resources: [\"gangs\"], verbs: [\"get\", \"list\", \"watch\"]}, {apiGroups: [\"play.headroom.dev\"], resources: [\"gangs/scale\"], verbs: [\"get\", \"update\"]}]"
                                .formatted(cluster.name()));
    }

    private List<Right> missing(List<Right> wanted) {
        try {
            return Right.missing(target.cluster(), wanted);
        } catch (ClusterException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aKindThatIsNotThereOrCannotBeScaledIsNamed() {
        Workload.Kind unknown = new Workload.Kind("play.headroom.dev/v1", "Band");
        ServicePolicy app = TargetContractTest.service("app", 1);
        try (KubernetesTarget other =
                target(Map.of("app", workload(unknown, "app"), "worker-llm", workload(Gangs.CROWD, "worker-llm")))) {
            Eventually.fails("there is no kind Band in play.headroom.dev/v1: ", () -> other.observe(app));
            Eventually.fails("Crowd of play.headroom.dev/v1 has no scale subresource", () -> other.observe(LLM));
            assertThat(other.rights()).noneMatch(right -> right.group().equals("play.headroom.dev"));
        }
    }

    @Test
    void anAutoscalerOnItIsFoundAndItsFloorIsMoved() throws TargetException {
        gangs.hpa("worker-llm", 1, 5);
        Eventually.is(
                "its bound is known",
                () -> target.observe(LLM).platform().most().count() == 5);

        target.scaleTo(LLM, 3);

        Eventually.is("three are ready", () -> target.observe(LLM).ready() == 3);
        assertThat(cluster.autoscaler("worker-llm").getSpec().getMinReplicas()).isEqualTo(3);
    }
}

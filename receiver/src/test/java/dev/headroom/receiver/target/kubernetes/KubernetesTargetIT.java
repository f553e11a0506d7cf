package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Deployments of a real control plane, with the rights of the shipped Role alone. */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
class KubernetesTargetIT extends RealWorkloads {
    KubernetesTargetIT() {
        super(Workload.Kind.DEPLOYMENT);
    }

    @Override
    void deploy(String name, int replicas) {
        cluster.deployment(name, replicas);
    }

    @Test
    void whoSetTheCountIsTold() throws TargetException {
        target.scaleTo(APP, 2);
        Eventually.is("it is seen", () -> target.observe(APP).setBy().equals("set by headroom"));

        cluster.scale("app", 3);

        Eventually.is("the change is seen", () -> target.observe(APP).desired() == 3);
        assertThat(target.observe(APP).setBy()).startsWith("set by kubectl");
    }

    @Test
    void whoSetAnotherCountJustNowHasTheLastWord() throws TargetException {
        cluster.scale("app", 5);
        Changes changes = new Changes(target.cluster(), new Discovery(target.cluster(), System::nanoTime), Fences.OPEN);

        assertThatThrownBy(() -> changes.scale(workload("app"), 1, 2, () -> {}))
                .isInstanceOf(TargetException.class)
                .hasMessage("somebody else changed Deployment %s/app at the same moment, from 1 to 5; it is left there"
                        .formatted(cluster.name()));
        Eventually.is("five are there", () -> target.observe(APP).replicas().size() == 5);
    }

    @Test
    void aMarkThatAnEarlierAttemptLeftIsTakenAway() throws TargetException {
        target.scaleTo(RL, 3);
        untilReady(RL, 3);
        List<Replica> three = target.observe(RL).replicas();
        String cost = "controller.kubernetes.io/pod-deletion-cost=-1000000";
        cluster.kubectl("annotate", "pod", three.get(1).name(), cost);
        Eventually.is(
                "the mark is there", () -> marked().equals(List.of(three.get(1).name())));
        Eventually.is("all are seen", () -> target.observe(RL).ready() == 3);
        Waiting.sleep(Duration.ofSeconds(2)); // nothing tells when the watch has brought the mark

        target.scaleTo(RL, 2, Set.of(three.get(0).name(), three.get(1).name()));

        assertThat(target.observe(RL).counting())
                .extracting(Replica::name)
                .containsExactly(three.get(0).name(), three.get(1).name());
        Eventually.is("none is left, the one that ends included", () -> marked().isEmpty());
    }

    private List<String> marked() {
        return cluster.pods("worker-rl").stream()
                .filter(pod -> pod.getMetadata().getAnnotations() != null
                        && pod.getMetadata().getAnnotations().containsKey("controller.kubernetes.io/pod-deletion-cost"))
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    @Test
    void aPodThatFindsNoGpuIsThereAndSaysWhy() throws TargetException {
        cluster.kubectl("set", "resources", "deployment/app", "--limits=nvidia.com/gpu=1");

        Eventually.is(
                "it waits",
                () -> target.observe(APP).replicas().stream()
                        .anyMatch(replica -> replica.state() == ReplicaState.UNPLACED));
        Replica waiting = target.observe(APP).replicas().stream()
                .filter(replica -> replica.state() == ReplicaState.UNPLACED)
                .findFirst()
                .orElseThrow();
        assertThat(waiting.condition()).contains("is unplaced: 0/").contains("Insufficient nvidia.com/gpu");
    }

    @Test
    void aPodThatNobodyMakesIsAFailureWithTheControllersReason() {
        cluster.kubectl("label", "namespace", cluster.name(), "pod-security.kubernetes.io/enforce=restricted");

        assertThatThrownBy(() -> target.scaleTo(APP, 2))
                .hasMessageContaining("Deployment " + cluster.name() + "/app has 1 of 2 pods: ")
                .hasMessageContaining("violates PodSecurity");
    }

    @Test
    void statesOfPods() throws TargetException {
        cluster.hold();
        cluster.scale("app", 4);
        Eventually.is(
                "four pods run",
                () -> cluster.pods("app").stream()
                                .filter(pod -> pod.getStatus().getPodIP() != null)
                                .count()
                        == 4);
        List<Pod> pods = cluster.pods("app").stream().filter(pod -> !ready(pod)).toList();
        cluster.ready(pods.get(0), false, 4);
        cluster.admin()
                .resource(new PodBuilder(pods.get(1))
                        .editStatus()
                        .withPhase("Failed")
                        .withReason("Evicted")
                        .withMessage("low on memory")
                        .endStatus()
                        .build())
                .patchStatus();
        cluster.fails(pods.get(2), "ImagePullBackOff", "Back-off pulling image \"example.com/app\"");

        Eventually.is(
                "all is seen",
                () -> states().containsAll(List.of(
                        ReplicaState.READY, ReplicaState.FAILING, ReplicaState.STOPPED, ReplicaState.UNHEALTHY)));
        assertThat(target.observe(APP).choice()).isEqualTo(Choice.FREE);
        Replica evicted = target.observe(APP).replicas().stream()
                .filter(replica ->
                        replica.name().equals(pods.get(1).getMetadata().getName()))
                .findFirst()
                .orElseThrow();
        assertThat(evicted.note()).isEqualTo("Evicted: low on memory");
        assertThat(target.observe(APP).replicas())
                .extracting(Replica::condition)
                .contains("%s is failing: ImagePullBackOff: Back-off pulling image \"example.com/app\""
                        .formatted(pods.get(2).getMetadata().getName()));
        assertThat(evicted.address()).startsWith("10.99.");
    }

    private static boolean ready(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    private List<ReplicaState> states() throws TargetException {
        return target.observe(APP).replicas().stream().map(Replica::state).toList();
    }

    @Test
    void aWorkloadThatIsNotThereIsUnknownAndNotEmpty() {
        cluster.admin()
                .apps()
                .deployments()
                .inNamespace(cluster.name())
                .withName("app")
                .delete();

        Eventually.fails(
                "there is no Deployment %s/app: deploy it, or correct target.workloads.app in headroom.yml"
                        .formatted(cluster.name()),
                () -> target.observe(APP));
    }

    @Test
    void noneIsPossible() throws TargetException {
        target.scaleTo(APP, 0);
        assertThat(target.observe(APP).counting()).isEmpty();
        target.scaleTo(APP, 1);
        assertThat(target.observe(APP).desired()).isEqualTo(1);
    }
}

package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deployments on fabric8's mock of the API server. */
@Timeout(120)
class KubernetesTargetTest extends ClusterContractTest {
    private final KubernetesTarget target = target(OnHpa.FLOOR);

    private KubernetesTarget target(OnHpa onHpa) {
        Map<String, Workload> workloads = Map.of(
                "app", deployment("app"), "worker-llm", deployment("worker-llm"), "worker-rl", deployment("worker-rl"));
        return new KubernetesTarget(
                new Cluster(cluster.config(), Duration.ofSeconds(15)), workloads, onHpa, System::nanoTime);
    }

    private static Workload deployment(String name) {
        return new Workload(Workload.Kind.DEPLOYMENT, ClusterServer.NAMESPACE, name);
    }

    @BeforeEach
    void allServicesAtTheirMinimum() {
        Map.of(APP, 1, LLM, 2, RL, 1).forEach((service, count) -> {
            cluster.deployment(service.name(), count);
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
    void theCountIsSetThroughTheScaleSubresourceUnderTheVersionThatWasRead() throws TargetException {
        cluster.forgetAsked();

        target.scaleTo(APP, 2);

        assertThat(cluster.asked())
                .contains(
                        "GET /apis/apps/v1/namespaces/inference/deployments/app/scale",
                        "PUT /apis/apps/v1/namespaces/inference/deployments/app/scale")
                .noneMatch(request -> request.matches("(PUT|PATCH) .*/deployments/app"));
    }

    @Test
    void aConflictIsTriedAgainAsLongAsTheCountIsTheSame() throws TargetException {
        int[] conflicts = {2};
        cluster.trap(request -> request.startsWith("PUT") && conflicts[0]-- > 0
                ? ClusterServer.refusal(409, "Conflict", "the object has been modified")
                : Optional.empty());

        target.scaleTo(APP, 2);

        assertThat(target.observe(APP).desired()).isEqualTo(2);
        assertThat(cluster.asked().stream().filter(request -> request.startsWith("PUT")))
                .hasSize(3);
    }

    @Test
    void whoeverChangedTheCountAtTheSameMomentHasTheLastWord() throws TargetException {
        boolean[] once = {true};
        cluster.trap(request -> {
            if (request.startsWith("PUT") && once[0]) {
                once[0] = false;
                cluster.scale("app", 5, "kubectl-scale");
            }
            return Optional.empty();
        });

        assertThatThrownBy(() -> target.scaleTo(APP, 2))
                .isInstanceOf(TargetException.class)
                .hasMessage(
                        "somebody else changed Deployment inference/app at the same moment, from 1 to 5; it is left there");
        cluster.settle();
        assertThat(cluster.pods("app")).hasSize(5);
    }

    @Test
    void whoSetTheCountIsTold() throws TargetException {
        target.scaleTo(APP, 2);
        assertThat(target.observe(APP).setBy()).isEqualTo("set by headroom at 2026-11-24T10:00:00Z");

        cluster.scale("app", 3, "kubectl-scale");

        Eventually.is("the change is seen", () -> target.observe(APP).desired() == 3);
        assertThat(target.observe(APP).setBy()).isEqualTo("set by kubectl-scale at 2026-11-24T10:00:00Z");
    }

    @Test
    void aMarkThatAnEarlierAttemptLeftIsTakenAway() throws TargetException {
        target.scaleTo(RL, 3);
        untilReady(RL, 3);
        List<Replica> three = target.observe(RL).replicas();
        cluster.trap(request ->
                request.startsWith("PUT") ? ClusterServer.refusal(403, "Forbidden", "no") : Optional.empty());
        assertThatThrownBy(() -> target.scaleTo(
                        RL, 2, Set.of(three.get(0).name(), three.get(2).name())))
                .isInstanceOf(TargetException.class);
        cluster.trap(request -> Optional.empty());
        Eventually.is(
                "the mark is seen",
                () -> marked("worker-rl").equals(List.of(three.get(1).name())));

        target.scaleTo(RL, 2, Set.of(three.get(0).name(), three.get(1).name()));

        assertThat(target.observe(RL).replicas())
                .extracting(Replica::name)
                .containsExactly(three.get(0).name(), three.get(1).name());
        assertThat(marked("worker-rl")).isEmpty();
    }

    private List<String> marked(String workload) {
        return cluster.pods(workload).stream()
                .filter(pod -> pod.getMetadata().getAnnotations() != null
                        && pod.getMetadata().getAnnotations().get("controller.kubernetes.io/pod-deletion-cost") != null)
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    @Test
    void aPodThatFindsNoGpuIsThereAndSaysWhy() throws TargetException {
        cluster.unschedulable("0/3 nodes are available: 3 Insufficient nvidia.com/gpu.");

        target.scaleTo(LLM, 3);

        Replica third = target.observe(LLM).replicas().get(2);
        assertThat(third.state()).isEqualTo(ReplicaState.UNPLACED);
        assertThat(third.condition())
                .isEqualTo(third.name() + " is unplaced: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu.");
        assertThat(target.observe(LLM).counting()).hasSize(3);
    }

    @Test
    void aPodThatNobodyMakesIsAFailureWithTheControllersReason() throws TargetException {
        cluster.control(false);
        cluster.admin()
                .apps()
                .deployments()
                .inNamespace(ClusterServer.NAMESPACE)
                .withName("app")
                .edit(deployment -> new io.fabric8.kubernetes.api.model.apps.DeploymentBuilder(deployment)
                        .withNewStatus()
                        .addNewCondition()
                        .withType("ReplicaFailure")
                        .withStatus("True")
                        .withMessage("pods \"app-x\" is forbidden: exceeded quota: gpus")
                        .endCondition()
                        .endStatus()
                        .build());
        Eventually.is("the failure is seen", () -> target.observe(APP).desired() == 1);

        assertThatThrownBy(() -> target.scaleTo(APP, 2))
                .hasMessage(
                        "Deployment inference/app has 1 pods of 2: pods \"app-x\" is forbidden: exceeded quota: gpus");
    }

    @Test
    void statesOfPods() throws TargetException {
        target.scaleTo(APP, 5);
        List<Pod> pods = cluster.pods("app");
        update(pods.get(1), "Running", status -> status.withReason(null));
        update(pods.get(2), "Failed", status -> status.withReason("Evicted").withMessage("low on memory"));
        cluster.admin()
                .resource(new PodBuilder(ClusterServer.withReadiness(pods.get(3), "False"))
                        .editStatus()
                        .addNewContainerStatus()
                        .withName("main")
                        .withRestartCount(4)
                        .withNewState()
                        .withNewWaiting()
                        .withReason("CrashLoopBackOff")
                        .endWaiting()
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build())
                .update();
        cluster.control(false);

        Eventually.is(
                "all is seen",
                () -> target.observe(APP).replicas().stream()
                                .map(Replica::state)
                                .filter(state -> state == ReplicaState.UNHEALTHY || state == ReplicaState.STOPPED)
                                .count()
                        == 2);
        Observation seen = target.observe(APP);
        assertThat(seen.choice()).isEqualTo(Choice.FREE);
        assertThat(seen.replicas().stream().map(Replica::state))
                .containsExactly(
                        ReplicaState.READY,
                        ReplicaState.STARTING,
                        ReplicaState.STOPPED,
                        ReplicaState.UNHEALTHY,
                        ReplicaState.STARTING);
        assertThat(seen.replicas().get(2).note()).isEqualTo("Evicted: low on memory");
        assertThat(seen.replicas().get(3).note()).isEqualTo("CrashLoopBackOff");
        assertThat(seen.replicas().get(0).address()).startsWith("10.0.0.");
    }

    private void update(
            Pod pod,
            String phase,
            java.util.function.UnaryOperator<
                            io.fabric8.kubernetes.api.model.PodFluent<PodBuilder>.StatusNested<PodBuilder>>
                    more) {
        cluster.admin()
                .resource(more.apply(new PodBuilder(pod).editStatus().withPhase(phase))
                        .endStatus()
                        .build())
                .update();
    }

    @Test
    void aWorkloadThatIsNotThereIsUnknownAndNotEmpty() {
        cluster.admin()
                .apps()
                .deployments()
                .inNamespace(ClusterServer.NAMESPACE)
                .withName("app")
                .delete();

        Eventually.fails(
                "there is no Deployment inference/app: deploy it, or correct target.workloads.app in headroom.yml",
                () -> target.observe(APP));
    }

    @Test
    void anotherOwnersPodsDoNotCount() throws TargetException {
        cluster.admin()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("app-7d4c8f-job")
                        .withNamespace(ClusterServer.NAMESPACE)
                        .withLabels(Map.of("app", "nobody"))
                        .addNewOwnerReference()
                        .withApiVersion("batch/v1")
                        .withKind("Job")
                        .withName("app")
                        .withUid("x")
                        .withController(true)
                        .endOwnerReference()
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .build())
                .create();
        target.scaleTo(APP, 2);
        assertThat(target.observe(APP).replicas()).hasSize(2);
    }

    @Test
    void asManyServicesAsThereAreAreLookedAtWithOneCall() throws TargetException {
        for (ServicePolicy service : List.of(APP, LLM, RL)) {
            target.observe(service);
        }
        cluster.forgetAsked();
        for (int i = 0; i < 20; i++) {
            for (ServicePolicy service : List.of(APP, LLM, RL)) {
                target.observe(service);
            }
        }
        assertThat(cluster.asked())
                .allMatch(request -> request.equals("GET /version"))
                .hasSizeLessThan(3);
    }

    @Test
    void lessThanNoneIsRefused() {
        assertThatThrownBy(() -> target.scaleTo(APP, -1)).hasMessage("app cannot have -1 replicas: ask for 0 or more");
    }

    @Test
    void noneIsPossible() throws TargetException {
        target.scaleTo(APP, 0);
        assertThat(target.observe(APP).replicas()).isEmpty();
        target.scaleTo(APP, 1);
        assertThat(Stream.of(target.observe(APP)).map(Observation::desired)).containsExactly(1);
    }
}

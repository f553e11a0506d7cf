package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deployments of a server that answers as a real one does only by chance: fabric8's mock, which also tells what it was asked. */
@Timeout(120)
class KubernetesTargetTest {
    private static final ServicePolicy APP = TargetContractTest.service("app", 1);
    private static final ServicePolicy LLM = TargetContractTest.service("worker-llm", 2);
    private static final ServicePolicy RL = TargetContractTest.service("worker-rl", 1);

    private final ClusterServer cluster = new ClusterServer();
    private final KubernetesTarget target = target(OnHpa.FLOOR);

    private KubernetesTarget target(OnHpa onHpa) {
        Map<String, Workload> workloads = Map.of(
                "app", deployment("app"), "worker-llm", deployment("worker-llm"), "worker-rl", deployment("worker-rl"));
        return new KubernetesTarget(
                new Cluster(cluster.config(), Duration.ofSeconds(15)), workloads, onHpa, Fences.OPEN, System::nanoTime);
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

    private void untilReady(ServicePolicy service, int count) {
        cluster.ready(service.name());
        Eventually.is(
                service.name() + " is ready", () -> target.observe(service).ready() == count);
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
    void whatToExpectOfTheNextTryIsTold() {
        cluster.trap(request ->
                request.startsWith("PUT") ? ClusterServer.refusal(403, "Forbidden", "no") : Optional.empty());
        assertThat(kind(() -> target.scaleTo(APP, 2))).isEqualTo(TargetException.Kind.NEVER);
        cluster.trap(request ->
                request.startsWith("PUT") ? ClusterServer.refusal(409, "Conflict", "modified") : Optional.empty());
        assertThat(kind(() -> target.scaleTo(APP, 2))).isEqualTo(TargetException.Kind.CONFLICT);
        cluster.trap(request ->
                request.startsWith("PUT") ? ClusterServer.refusal(500, "InternalError", "etcd") : Optional.empty());
        assertThat(kind(() -> target.scaleTo(APP, 2))).isEqualTo(TargetException.Kind.LATER);
    }

    private static TargetException.Kind kind(ThrowingCallable call) {
        return ((TargetException) catchThrowable(call)).kind();
    }

    @Test
    void aMarkOfAFormerLeaderIsTakenAway() throws TargetException {
        target.scaleTo(RL, 2);
        untilReady(RL, 2);
        String name = target.observe(RL).replicas().get(0).name();
        cluster.admin()
                .pods()
                .inNamespace(ClusterServer.NAMESPACE)
                .withName(name)
                .edit(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .addToAnnotations("controller.kubernetes.io/pod-deletion-cost", "-1000000")
                        .endMetadata()
                        .build());

        Eventually.is("it is taken away", () -> {
            target.removeStrays(RL);
            return marked("worker-rl").isEmpty();
        });
        cluster.forgetAsked();
        target.removeStrays(APP);
        assertThat(cluster.asked()).as("nothing to do costs no call").noneMatch(request -> request.startsWith("PATCH"));
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

        assertThat(target.observe(RL).counting())
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

    /** Beside those of the marks on pods that stop, and a look whether the API answers at all. */
    @Test
    void aChangeIsOneGetAndOnePutAndListsNothing() throws TargetException {
        cluster.forgetAsked();
        target.scaleTo(APP, 3);
        untilReady(APP, 3);
        target.scaleTo(APP, 1, Set.of(target.observe(APP).replicas().get(0).name()));

        assertThat(cluster.asked().stream()
                        .filter(request -> !request.equals("GET /version") && !request.contains("/pods/")))
                .containsExactly(
                        "GET /apis/apps/v1/namespaces/inference/deployments/app/scale",
                        "PUT /apis/apps/v1/namespaces/inference/deployments/app/scale",
                        "GET /apis/apps/v1/namespaces/inference/deployments/app/scale",
                        "PUT /apis/apps/v1/namespaces/inference/deployments/app/scale");
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
}

package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.gpu.kubernetes.ClusterGpus;
import dev.headroom.receiver.hook.http.HttpHooks;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.kubernetes.GpuNodes;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.reconcile.Ports;
import dev.headroom.receiver.reconcile.Reconciler;
import dev.headroom.receiver.reconcile.Witness;
import dev.headroom.receiver.store.memory.InMemoryStore;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** GPUs of a cluster in the whole loop: counted before an up, and a pod that finds none all the same fails the up. */
@Timeout(120)
class GpuLoopTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final String POLICY = """
            version: 1
            services:
              worker-llm:
                min_replicas: 2
                max_replicas: 8
                warmup_time: 180s
                health_timeout: 120s
                gpu_check: required
                triggers: {queue_length: {cooldown: 10m}}
            """;

    @TempDir
    private Path folder;

    private final ClusterServer cluster = new ClusterServer();
    private final GpuNodes nodes = new GpuNodes(cluster.admin());
    private final AlertLifecycle lifecycle = new AlertLifecycle(Duration.ofHours(7), null);
    private final InMemoryStore store = new InMemoryStore(lifecycle);
    private final Witness witness =
            new Witness(new Witness.Terms(Duration.ofHours(9), Watchdog.none(), false), Moment.steady(START));
    private Instant now = START;
    private KubernetesTarget target;
    private Reconciler reconciler;

    @BeforeEach
    void twoPodsOnANodeOfFour() {
        nodes.node("gpu-1", 4);
        nodes.deployment(cluster, "worker-llm", 2, 1);
        nodes.bind(cluster, "worker-llm", "gpu-1");
        cluster.ready("worker-llm");
    }

    private void begin() throws IOException {
        ScalingPolicy policy = PolicyFile.read(Files.writeString(folder.resolve("policy.yml"), POLICY));
        Workload workload = new Workload(Workload.Kind.DEPLOYMENT, ClusterServer.NAMESPACE, "worker-llm");
        target = new KubernetesTarget(
                new Cluster(cluster.config(), Duration.ofSeconds(15)),
                Map.of("worker-llm", workload),
                OnHpa.FLOOR,
                Fences.OPEN,
                System::nanoTime);
        ClusterGpus gpus =
                new ClusterGpus(target.cluster(), target::gpuDemand, target.namespaces(), false, System::nanoTime);
        reconciler = new Reconciler(
                policy,
                lifecycle,
                new Ports(
                        store,
                        target,
                        new HttpHooks(Map.of(), null),
                        gpus,
                        Timepiece.steady(() -> now),
                        Duration.ofMinutes(1)),
                witness,
                new Outcomes() {});
        Eventually.is("the replicas are seen", () -> {
            reconciler.evaluate();
            return reconciler.explanation("worker-llm").isPresent()
                    && reconciler
                            .observation("worker-llm")
                            .filter(seen -> seen.ready() == 2)
                            .isPresent();
        });
        Alert alert = new Alert(
                new Fingerprint("00000000000000a1"),
                Map.of(
                        "alertname", "LLMQueueBuildup",
                        "service", "worker-llm",
                        "trigger", "queue_length",
                        "scale", "up",
                        "priority", "P2"),
                Map.of(),
                now);
        store.receive(List.of(AlertUpdate.firing(alert)), Moment.steady(now));
    }

    @AfterEach
    void end() {
        if (reconciler != null) {
            reconciler.close();
            target.close();
        }
        cluster.close();
    }

    private String judged() {
        reconciler.evaluate();
        return reconciler.explanation("worker-llm").orElseThrow().toString();
    }

    private void untilJudged(String words) {
        Eventually.is(words, () -> judged().contains(words));
    }

    private int desired() {
        return cluster.admin()
                .apps()
                .deployments()
                .inNamespace(ClusterServer.NAMESPACE)
                .withName("worker-llm")
                .get()
                .getSpec()
                .getReplicas();
    }

    @Test
    void aPodThatStaysWithoutANodeFailsTheUpWithTheSchedulersReason() throws IOException {
        begin();
        cluster.unschedulable("0/3 nodes are available: 3 Insufficient nvidia.com/gpu.");
        Eventually.is("the up is begun", () -> {
            reconciler.evaluate();
            return desired() == 3;
        });
        Eventually.is("it has failed", () -> {
            now = now.plusSeconds(60);
            reconciler.evaluate();
            return !store.actions(START).isEmpty()
                    && store.actions(START).get(0).result() == Action.Result.FAILED;
        });
        assertThat(Duration.between(START, now)).as("no hang").isLessThan(Duration.ofMinutes(10));
        assertThat(store.decisions("worker-llm", null, 9).toString())
                .contains("is unplaced: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu. after")
                .contains("restored to 2");
        assertThat(desired()).isEqualTo(2);
        cluster.settle();
        assertThat(cluster.pods("worker-llm")).hasSize(2).allMatch(ClusterServer::isReady);
    }

    @Test
    void anUpWithoutAFreeGpuIsRefusedUntilThereIsOne() throws IOException {
        nodes.pod("research", "notebook", "gpu-1", 2);
        begin();
        untilJudged("no node has 1 nvidia.com/gpu for one more replica: gpu-1 has 0 of 4; add a node with GPUs,"
                + " or stop something that requests them");
        assertThat(desired()).isEqualTo(2);

        nodes.end("research", "notebook");

        Eventually.is("the up is begun", () -> {
            reconciler.evaluate();
            return desired() == 3;
        });
    }

    @Test
    void aCordonedNodeDoesNotCount() throws IOException {
        nodes.cordon("gpu-1");
        begin();
        untilJudged("gpu-1 has 2 of 4, and it is cordoned");
        assertThat(desired()).isEqualTo(2);
    }

    @Test
    void withoutTheRightToNodesUpsAreRefusedAndTheMissingRightIsNamed() throws IOException {
        cluster.trap(request -> request.startsWith("GET /api/v1/nodes")
                ? ClusterServer.refusal(403, "Forbidden", "nodes is forbidden: User \"headroom\" cannot list")
                : Optional.empty());
        begin();
        untilJudged("the GPUs of the cluster cannot be counted: nodes cannot be watched: nodes is forbidden: User"
                + " \"headroom\" cannot list (status 403); /readyz tells the lines that the Role of Headroom's"
                + " ServiceAccount lacks");
        assertThat(desired()).isEqualTo(2);
    }

    @Test
    void withoutTheRightToAllPodsThoseOfItsOwnNamespaceAreCountedAndThatIsTold() throws IOException {
        nodes.pod("research", "notebook", "gpu-1", 2);
        cluster.trap(request -> request.matches("GET /api/v1/pods(\\?.*)?")
                ? ClusterServer.refusal(403, "Forbidden", "pods is forbidden")
                : Optional.empty());
        begin();
        Eventually.is("the up is begun", () -> {
            reconciler.evaluate();
            return desired() == 3;
        });
        assertThat(store.decisions("worker-llm", null, 9).toString())
                .contains("node gpu-1 has 2 of 4 nvidia.com/gpu that nobody requests; pods of other namespaces than"
                        + " inference cannot be listed and are not counted: apply kubernetes/overlays/gpu");
    }
}

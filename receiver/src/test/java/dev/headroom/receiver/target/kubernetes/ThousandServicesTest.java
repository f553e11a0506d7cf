package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.gpu.kubernetes.ClusterGpus;
import dev.headroom.receiver.hook.http.HttpHooks;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.kubernetes.GpuNodes;
import dev.headroom.receiver.kubernetes.ManyServices;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand services in one policy: what a look at them asks of the API. What it costs in CPU and memory is in
 * docs/benchmarks.md.
 */
@Timeout(300)
class ThousandServicesTest {
    private static final ManyServices SERVICES = new ManyServices(1000, 2);

    @TempDir
    private Path folder;

    @Test
    void aPassWhereNothingChangesAsksTheApiNextToNothing() throws IOException {
        try (ClusterServer server = new ClusterServer()) {
            SERVICES.in(server);
            new GpuNodes(server.admin()).node("gpu-1", 8);
            ScalingPolicy policy = PolicyFile.read(Files.writeString(folder.resolve("policy.yml"), SERVICES.policy()));
            Map<String, Workload> workloads = SERVICES.names().stream()
                    .collect(Collectors.toMap(
                            Function.identity(),
                            name -> new Workload(Workload.Kind.DEPLOYMENT, ClusterServer.NAMESPACE, name)));
            KubernetesTarget target = new KubernetesTarget(
                    new Cluster(server.config(), Duration.ofSeconds(15)),
                    workloads,
                    OnHpa.FLOOR,
                    Fences.OPEN,
                    System::nanoTime);
            try (Reconciler reconciler = reconciler(policy, target)) {
                Eventually.is("all are seen", () -> seen(reconciler) == SERVICES.count());
                assertThat(server.asked().size())
                        .as("the first look: a list and a watch of each kind")
                        .isLessThan(50);

                // A watch may begin a moment after what it is to go on from was listed.
                List<String> others = List.of();
                for (int pass = 0, quiet = 0; quiet < 5; pass++) {
                    assertThat(pass)
                            .as("passes until five were quiet, for " + others)
                            .isLessThan(20);
                    server.forgetAsked();
                    assertThat(seen(reconciler)).isEqualTo(SERVICES.count());
                    assertThat(server.asked()).hasSizeLessThan(50);
                    others = server.asked().stream()
                            .filter(request -> !request.equals("GET /version"))
                            .toList();
                    quiet = others.isEmpty() ? quiet + 1 : 0;
                }
            } finally {
                target.close();
            }
        }
    }

    private Reconciler reconciler(ScalingPolicy policy, KubernetesTarget target) {
        InstantSource clock = InstantSource.system();
        AlertLifecycle lifecycle = new AlertLifecycle(Duration.ofHours(7), null);
        return new Reconciler(
                policy,
                lifecycle,
                new Ports(
                        new InMemoryStore(lifecycle),
                        target,
                        new HttpHooks(Map.of(), null),
                        new ClusterGpus(
                                target.cluster(), target::gpuDemand, target.namespaces(), false, System::nanoTime),
                        Timepiece.steady(clock),
                        Duration.ofMinutes(10)),
                new Witness(
                        new Witness.Terms(Duration.ofHours(9), Watchdog.none(), false), Moment.steady(clock.instant())),
                new Outcomes() {});
    }

    /** One pass, and the services that it saw whole. */
    private static int seen(Reconciler reconciler) {
        reconciler.evaluate();
        return (int) SERVICES.names().stream()
                .filter(name -> reconciler
                        .observation(name)
                        .filter(seen -> seen.ready() == SERVICES.pods())
                        .isPresent())
                .count();
    }
}

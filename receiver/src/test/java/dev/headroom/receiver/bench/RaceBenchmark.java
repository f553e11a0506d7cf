package dev.headroom.receiver.bench;

import dev.headroom.receiver.backtest.Race;
import dev.headroom.receiver.backtest.candidate.Result.Change;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The demand policy on a real control plane: real Prometheus, Alertmanager and the packaged program scale a Deployment whose pods
 * are ready after 20 s, under the load of {@link Race}. All times are a sixth of the shipped ones: 19 minutes for almost two hours.
 */
public final class RaceBenchmark {
    private static final Duration TICK = Duration.ofMillis(250);
    private static final double READY_AFTER = (double) Race.WARMUP / Race.FASTER;
    private static final double END = (double) Race.SECONDS / Race.FASTER;

    private final TestNamespace cluster;
    private final RaceWorkers workers;
    private final List<Change> changes = new ArrayList<>();
    private int count = Race.FEWEST;
    private double replicaSeconds;
    private double tooFew;
    private double tooMany;

    private RaceBenchmark(TestNamespace cluster, RaceWorkers workers) {
        this.cluster = cluster;
        this.workers = workers;
    }

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("race-benchmark");
        long seed = Long.getLong("seed", 5);
        try (TestNamespace cluster = TestNamespace.fresh();
                Servers servers = new Servers()) {
            cluster.account();
            cluster.deployment("worker-llm", Race.FEWEST);
            Waiting.until("both are ready", () -> ready(cluster.pods("worker-llm")) == Race.FEWEST);
            cluster.hold();
            RaceWorkers workers = servers.add(new RaceWorkers(seed));
            new RaceStack(folder, servers, cluster).start(workers.port());
            new RaceBenchmark(cluster, workers).play();
        }
        System.exit(0); // the nodes are played by threads that do not end
    }

    private void play() {
        long began = System.nanoTime();
        double now = 0;
        while (now < END) {
            double before = now;
            Waiting.sleep(TICK);
            now = (System.nanoTime() - began) / 1e9;
            look(now, now - before);
        }
        tell();
    }

    private void look(double now, double passed) {
        List<Pod> pods = cluster.pods("worker-llm").stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
        pods.stream().filter(RaceBenchmark::hasStarted).forEach(pod -> cluster.ready(pod, true, 0));
        int ready = ready(pods);
        workers.work(now, ready);
        int needed = Race.needed(now * Race.FASTER);
        replicaSeconds += passed * pods.size();
        tooFew += ready < needed ? passed : 0;
        tooMany += passed * Math.max(0, pods.size() - needed);
        if (pods.size() != count) {
            changes.add(new Change(now * Race.FASTER, count, pods.size(), ""));
            System.out.printf(Locale.ROOT, "%6.1f s: %d -> %d, %s%n", now, count, pods.size(), workers);
            count = pods.size();
        }
    }

    private static boolean hasStarted(Pod pod) {
        Instant made = Instant.parse(pod.getMetadata().getCreationTimestamp());
        return pod.getStatus().getPodIP() != null
                && !Readiness.isPodReady(pod)
                && Duration.between(made, Instant.now()).toMillis() / 1e3 >= READY_AFTER;
    }

    private static int ready(List<Pod> pods) {
        return (int) pods.stream().filter(Readiness::isPodReady).count();
    }

    private void tell() {
        System.out.printf(
                Locale.ROOT,
                "%.1f %% began within 2 s; too few for %.0f s; %,.0f replica seconds, %,.0f more than needed; %d changes%s%n",
                workers.inTime() * 100,
                tooFew,
                replicaSeconds,
                tooMany,
                changes.size(),
                Race.hasty(changes) ? ", one reversed within 20 s" : ", none reversed within 20 s");
    }
}

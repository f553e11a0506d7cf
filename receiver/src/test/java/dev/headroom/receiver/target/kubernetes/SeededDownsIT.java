package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Downs of Deployments on a real control plane while pods turn unready, crash, are deleted and updated: {@code -Dheadroom.downs}
 * of them, with {@code -Dheadroom.seed}. Whoever stopped was asked, or is told to have been stopped unasked.
 */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
class SeededDownsIT {
    private static final int DOWNS = Integer.getInteger("headroom.downs", 12);
    private static final long SEED = Long.getLong("headroom.seed", 1);
    private static final int SERVICES = 4;
    private static final int MOST = 5;

    private static final String SERVICE = """
            :
                min_replicas: 1
                max_replicas: 10
                scale_up_increment: 1
                scale_down_increment: 1
                warmup_time: 0s
                health_timeout: 20s
                drain_timeout: 2s
                finish_timeout: 10s
                max_actions_per_hour: 100000
            """;

    /** Longer than news takes from the server to a watch. */
    private static final Duration NEWS = Duration.ofSeconds(1);

    private final Random random = new Random(SEED);
    private final List<String> services =
            IntStream.range(0, SERVICES).mapToObj(i -> "app-" + i).toList();
    private final TestNamespace cluster = TestNamespace.fresh();
    private final LivingLoop loop = new LivingLoop(cluster, Workload.Kind.DEPLOYMENT, policy());
    private final Map<String, Integer> counts = new TreeMap<>();

    /** When something was done to a service's pods, by nanoseconds. */
    private final Map<String, Long> meddled = new HashMap<>();

    /** Services whose pods somebody else replaces by now. */
    private final Set<String> replaced = new HashSet<>();

    private final Set<String> crashed = new HashSet<>();

    private static String policy() {
        StringBuilder all = new StringBuilder("version: 1\nservices:\n");
        for (int i = 0; i < SERVICES; i++) {
            all.append("  app-").append(i).append(SERVICE);
        }
        return all.toString();
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void whoeverStopsWasAskedOrIsToldOf() {
        loop.hooks.offer(Hook.DRAIN, Hook.ACTIVE_TASKS, Hook.ROUTE);
        services.forEach(service -> cluster.deployment(service, MOST));
        services.forEach(service -> loop.untilKnown(service, MOST));
        for (int downs = 0; downs < DOWNS; downs += SERVICES) {
            round();
        }
        System.out.printf("downs with seed %d: %s%n", SEED, counts);
        assertThat(counts.getOrDefault("done", 0)).isGreaterThan(DOWNS / 4);
        assertThat(counts)
                .doesNotContainKeys("unasked and not told", "unasked though nothing changed", "done and not so");
        assertThat(counts).doesNotContainKeys("left drained", "left marked");
    }

    private void round() {
        replaced.clear();
        services.forEach(this::settled);
        loop.hooks.asked.clear();
        Map<String, Set<String>> before = new HashMap<>();
        Map<String, Integer> asked = new HashMap<>();
        for (String service : services) {
            before.put(service, loop.pods(service));
            loop.pods(service).forEach(pod -> loop.hooks.tasks.put(pod, random.nextInt(3)));
            Explanation answer = loop.order(service, before.get(service).size() - 1 - random.nextInt(2));
            if (answer.outcome() == Explanation.Outcome.SCALE) {
                asked.put(service, answer.to());
            } else {
                count("refused");
            }
        }
        int meddlings = random.nextInt(2 * SERVICES);
        for (int i = 0; i < meddlings; i++) {
            meddle(services.get(random.nextInt(SERVICES)));
            loop.step();
        }
        loop.until("the downs end", () -> {
            loop.hooks.tasks.replaceAll((pod, left) -> random.nextInt(8) == 0 ? 0 : left);
            if (random.nextInt(12) == 0) {
                meddle(services.get(random.nextInt(SERVICES)));
            }
            return loop.store.rollouts().isEmpty();
        });
        asked.forEach((service, to) -> judge(service, before.get(service), to));
        services.forEach(this::untouched);
    }

    private void meddle(String service) {
        List<Pod> pods = loop.living(service);
        if (pods.isEmpty()) {
            return;
        }
        Pod pod = pods.get(random.nextInt(pods.size()));
        meddled.put(service, System.nanoTime());
        try {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> cluster.ready(pod, false, 0);
                case 4, 5 -> cluster.ready(pod, true, 1);
                case 6, 7 -> {
                    crashed.add(pod.getMetadata().getName());
                    cluster.fails(pod, "CrashLoopBackOff", "back-off");
                }
                case 8 -> {
                    replaced.add(service);
                    cluster.admin().resource(pod).delete();
                }
                default -> {
                    replaced.add(service);
                    update(service);
                }
            }
            count("meddlings");
        } catch (KubernetesClientException e) {
            // it is gone, or has changed
        }
    }

    private void update(String service) {
        cluster.admin()
                .apps()
                .deployments()
                .inNamespace(cluster.name())
                .withName(service)
                .edit(deployment -> {
                    deployment
                            .getSpec()
                            .getTemplate()
                            .getMetadata()
                            .getLabels()
                            .put("turn", "" + random.nextInt(1 << 20));
                    return deployment;
                });
    }

    private void judge(String service, Set<String> before, int to) {
        Rollout ended = loop.ended(service);
        count(ended.phase().name().toLowerCase(Locale.ROOT));
        if (ended.phase() != Phase.DONE) {
            return;
        }
        int set = cluster.admin()
                .apps()
                .deployments()
                .inNamespace(cluster.name())
                .withName(service)
                .get()
                .getSpec()
                .getReplicas();
        if (set != to) {
            count("done and not so");
        }
        if (replaced.contains(service)) {
            count("done while others replaced pods");
            return;
        }
        List<String> unasked = new ArrayList<>(before);
        unasked.removeAll(loop.pods(service));
        unasked.removeIf(pod -> loop.hooks.wasAsked(Hook.DRAIN, pod) || crashed.contains(pod));
        for (String pod : unasked) {
            boolean told = ended.detail().contains("unasked") && ended.detail().contains(pod);
            count(told ? "unasked and told" : "unasked and not told");
            boolean calm = loop.scaling(service) - meddled.getOrDefault(service, 0L) > NEWS.toNanos();
            if (calm) {
                count("unasked though nothing changed");
            }
        }
    }

    private void untouched(String service) {
        loop.until(service + " is told", () -> {
            Set<String> left = loop.pods(service);
            return loop.hooks.drained.stream().noneMatch(left::contains);
        });
        if (!loop.marked(service).isEmpty()) {
            count("left marked");
        }
    }

    /** All pods of one template, ready, and as many as there may be. */
    private void settled(String service) {
        loop.until(service + " has come to rest", () -> {
            loop.living(service).stream()
                    .filter(pod -> pod.getStatus().getPodIP() != null)
                    .filter(pod -> !ClusterServer.isReady(pod))
                    .forEach(pod -> {
                        crashed.remove(pod.getMetadata().getName());
                        try {
                            cluster.ready(pod, true, 0);
                        } catch (KubernetesClientException e) {
                            // it is gone, or has changed
                        }
                    });
            return isWhole(service);
        });
    }

    private boolean isWhole(String service) {
        var deployment = cluster.admin()
                .apps()
                .deployments()
                .inNamespace(cluster.name())
                .withName(service)
                .get();
        var status = deployment.getStatus();
        int wanted = deployment.getSpec().getReplicas();
        boolean still = deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
                && wanted == zero(status.getUpdatedReplicas())
                && wanted == zero(status.getReplicas())
                && wanted == zero(status.getReadyReplicas())
                && wanted == loop.pods(service).size()
                && loop.seenReady(service) == wanted
                && loop.seen(service) == wanted;
        if (still && wanted < 3) {
            loop.order(service, MOST);
            loop.ended(service);
        }
        return still && wanted >= 3;
    }

    private static int zero(Integer count) {
        return count == null ? 0 : count;
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }
}

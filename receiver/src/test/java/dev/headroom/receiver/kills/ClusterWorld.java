package dev.headroom.receiver.kills;

import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.real.Kubectl;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.store.redis.RedisServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A namespace with two Deployments, of which an autoscaler scales one, and two packaged receivers that stand for one Lease and
 * share one Redis; and a witness of every count, floor and mark that comes to be.
 */
final class ClusterWorld {
    static final String PLAIN = "app";
    static final String FLOORED = "llm";

    /** What the autoscaler's owner wrote. */
    static final int OWN_FLOOR = 1;

    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final String NOTE = "headroom.dev/floor";
    private static final Duration TAKEN_OVER = Duration.ofSeconds(60);
    private static final int MOST = 9;

    private final TestNamespace cluster;
    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private final ClusterGate gate;
    private final ClusterReceiver one;
    private final ClusterReceiver two;

    /** That something came to be, such as {@code count app 5}, {@code floor llm 5}, {@code mark app-1}. */
    record Change(String of, String value) {}

    /**
     * Starts it.
     *
     * @param servers end it
     * @param present how many replicas each has
     */
    ClusterWorld(Servers servers, Path folder, int present) throws IOException {
        cluster = servers.add(TestNamespace.fresh());
        RedisServer redis = servers.add(RedisServer.start(Files.createTempDirectory(folder, "redis")));
        cluster.deployment(PLAIN, present);
        cluster.deployment(FLOORED, present);
        cluster.autoscaler(FLOORED, "Deployment", OWN_FLOOR, MOST);
        gate = new ClusterGate(servers, cluster, PLAIN, present);
        watch(servers);
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  app: {min_replicas: 1, max_replicas: 9, drain_timeout: 1s, health_timeout: 60s, max_actions_per_hour: 999}
                  llm: {min_replicas: 1, max_replicas: 9, drain_timeout: 1s, health_timeout: 60s, max_actions_per_hour: 999}
                """);
        accounts();
        one = receiver(servers, "headroom", folder, redis);
        two = receiver(servers, "headroom-2", folder, redis);
        one.listens();
        two.listens();
    }

    private ClusterReceiver receiver(Servers servers, String account, Path folder, RedisServer redis)
            throws IOException {
        String settings = """
                policy: policy.yml
                store: redis://127.0.0.1:%d/0
                lease: {name: headroom}
                target: {kind: kubernetes, namespace: %s}
                evaluate_every: 500ms
                evidence: {watchdog: none}
                hooks:
                  app: {drain: "%s"}
                """.formatted(redis.port(), cluster.name(), gate.drainHook(account));
        ClusterReceiver receiver = servers.add(new ClusterReceiver(account, cluster.name(), folder, settings));
        gate.knows(receiver);
        return receiver;
    }

    /** The shipped ServiceAccount, and another one with the same Role. */
    private void accounts() {
        cluster.account();
        String space = cluster.name();
        Kubectl.admin().must("-n", space, "create", "serviceaccount", "headroom-2");
        String second = "--serviceaccount=" + space + ":headroom-2";
        Kubectl.admin().must("-n", space, "create", "rolebinding", "headroom-2", "--role=headroom", second);
    }

    private void watch(Servers servers) {
        String space = cluster.name();
        var admin = cluster.admin();
        servers.add(admin.apps()
                .deployments()
                .inNamespace(space)
                .withName(PLAIN)
                .inform(new Witness<Deployment>(
                        "count", each -> "" + each.getSpec().getReplicas())));
        servers.add(admin.autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(space)
                .inform(new Witness<HorizontalPodAutoscaler>(
                        "floor", each -> "" + each.getSpec().getMinReplicas())));
        servers.add(admin.pods().inNamespace(space).inform(new Witness<Pod>("mark", ClusterWorld::mark)));
    }

    private static String mark(Pod pod) {
        return pod.getMetadata().getAnnotations().getOrDefault(COST, "");
    }

    /** Notes each value that is another than before. */
    private final class Witness<T extends HasMetadata> implements ResourceEventHandler<T> {
        private final String of;
        private final Function<T, String> value;

        Witness(String of, Function<T, String> value) {
            this.of = of;
            this.value = value;
        }

        @Override
        public void onAdd(T object) {
            // as it is from the start on
        }

        @Override
        public void onUpdate(T before, T object) {
            if (!value.apply(before).equals(value.apply(object))) {
                changes.add(new Change(of, value.apply(object)));
                gate.seen();
            }
        }

        @Override
        public void onDelete(T object, boolean unknown) {
            // its own affair
        }
    }

    ClusterGate gate() {
        return gate;
    }

    /** All since the last time that they were forgotten. */
    List<Change> changes() {
        return List.copyOf(changes);
    }

    void forget() {
        changes.clear();
    }

    /** Waits for one. */
    ClusterReceiver leader() {
        Waiting.until(TAKEN_OVER, "one leads", () -> one.leads() || two.leads());
        return one.leads() ? one : two;
    }

    ClusterReceiver other(ClusterReceiver receiver) {
        return receiver == one ? two : one;
    }

    /** A person does. */
    void scale(int count) {
        cluster.scale(PLAIN, count);
    }

    /** What was set for a service. */
    int count(String service) {
        if (service.equals(FLOORED)) {
            return cluster.autoscaler(FLOORED).getSpec().getMinReplicas();
        }
        return cluster.admin()
                .apps()
                .deployments()
                .inNamespace(cluster.name())
                .withName(service)
                .require()
                .getSpec()
                .getReplicas();
    }

    int pods(String service) {
        return cluster.pods(service).size();
    }

    /** Marks on pods, and a note on the autoscaler that is not true. */
    long leftovers() {
        long marks =
                cluster.pods(PLAIN).stream().filter(pod -> !mark(pod).isEmpty()).count();
        int floor = count(FLOORED);
        String note = cluster.autoscaler(FLOORED).getMetadata().getAnnotations().get(NOTE);
        String due = floor == OWN_FLOOR ? null : floor + " instead of " + OWN_FLOOR;
        return marks + (Objects.equals(note, due) ? 0 : 1);
    }
}

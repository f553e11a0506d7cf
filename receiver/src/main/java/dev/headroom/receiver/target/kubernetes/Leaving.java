package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/** What is done in a cluster that Headroom leaves for good, when no receiver acts there any more. */
public final class Leaving {
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final Cluster cluster;
    private final Discovery discovery;
    private final Changes changes;
    private final LongSupplier nanos;

    /** What could not be done, a line each; the rest was. */
    private final List<String> left = new ArrayList<>();

    /**
     * @param cluster stays open
     * @param nanos a clock that only goes on, in nanoseconds
     */
    public Leaving(Cluster cluster, LongSupplier nanos) {
        this.cluster = cluster;
        this.discovery = new Discovery(cluster, nanos);
        this.changes = new Changes(cluster, discovery, new Fence(() -> true));
        this.nanos = nanos;
    }

    /**
     * Stops the receivers, and waits until none of their pods is left.
     *
     * @param deployment of the receivers
     * @param own the pod that this runs in; empty outside of the cluster
     * @param limit how long that may take
     * @throws TargetException where they cannot be stopped, or are still there then
     */
    public void stop(String namespace, String deployment, String own, Duration limit)
            throws TargetException, InterruptedException {
        long end = nanos.getAsLong() + limit.toNanos();
        Workload receivers = new Workload(Workload.Kind.DEPLOYMENT, namespace, deployment);
        Scale scale = Changes.scaleOf(cluster, discovery.find(receivers.kind()), receivers);
        String selector = scale.getStatus().getSelector();
        if (pods(namespace, selector).stream()
                .anyMatch(pod -> pod.getMetadata().getName().equals(own))) {
            throw new TargetException(
                    "%s cannot be stopped from its own pod %s, which would end before the rest is done: run this from elsewhere, as docs/helm.md has it under \"Uninstall\""
                            .formatted(receivers, own));
        }
        changes.scale(receivers, Objects.requireNonNullElse(scale.getSpec().getReplicas(), 0), 0, () -> {});
        for (List<Pod> pods = pods(namespace, selector); !pods.isEmpty(); pods = pods(namespace, selector)) {
            if (nanos.getAsLong() > end) {
                throw new TargetException("%s still has %d pods after %d s: look what keeps them, then try again"
                        .formatted(receivers, pods.size(), limit.toSeconds()));
            }
            Thread.sleep(AGAIN.toMillis());
        }
    }

    private List<Pod> pods(String namespace, String selector) throws TargetException {
        return asked(() -> cluster.ask(
                "list the pods in " + namespace,
                client -> client.pods()
                        .inNamespace(namespace)
                        .withLabelSelector(selector)
                        .list()
                        .getItems()));
    }

    /**
     * Gives the floors of autoscalers back to who wrote them, and takes the marks from pods that were to stop.
     *
     * @return what could not be done, in words
     */
    public List<String> from(Iterable<String> namespaces) {
        left.clear();
        for (String namespace : namespaces) {
            tried(() -> floors(namespace));
            tried(() -> marks(namespace));
        }
        return List.copyOf(left);
    }

    private void floors(String namespace) throws TargetException {
        for (Floor floor : asked(() -> Floor.in(cluster, namespace))) {
            if (floor.isNoted()) {
                tried(() -> changes.floor(floor.autoscaler(), floor.present(), floor.own()));
            }
        }
    }

    private void marks(String namespace) throws TargetException {
        List<PodView> marked = pods(namespace, "").stream()
                .map(PodView::of)
                .filter(Changes::isMarked)
                .toList();
        for (PodView pod : marked) {
            tried(() -> changes.mark(List.of(), List.of(pod)));
        }
    }

    /** One thing that is done, or not. */
    @FunctionalInterface
    private interface Step {
        void run() throws TargetException;
    }

    private void tried(Step step) {
        try {
            step.run();
        } catch (TargetException e) {
            left.add(String.valueOf(e.getMessage()));
        }
    }

    /** A question to the cluster. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws ClusterException;
    }

    private static <T> T asked(Question<T> question) throws TargetException {
        try {
            return question.ask();
        } catch (ClusterException e) {
            throw Failures.of(e);
        }
    }
}

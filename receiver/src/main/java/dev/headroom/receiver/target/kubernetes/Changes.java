package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.api.model.autoscaling.v1.ScaleBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The few things that are written: a count, an autoscaler's floor, a mark on pods. Counts and floors rest on what was
 * read: the server refuses them when the object has changed. Then it is looked at again, and tried again unless the number
 * itself is another.
 *
 * @param marked names of the pods that were marked, for the watches tell it a little later
 */
record Changes(Cluster cluster, Discovery discovery, Fence fence, Set<String> marked) {
    private static final int ATTEMPTS = 4;
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    static final String COST = "controller.kubernetes.io/pod-deletion-cost";

    Changes(Cluster cluster, Discovery discovery, Fence fence) {
        this(cluster, discovery, fence, ConcurrentHashMap.newKeySet());
    }

    /** Of those that shall go: ReplicaSets stop the cheapest first, and 0 is what others have. */
    private static final String CHEAPEST = "-1000000";

    /** Asked right before the count is set, each time. */
    @FunctionalInterface
    interface LastLook {
        /**
         * Returns where the count may be set.
         *
         * @throws TargetException where it must not
         */
        void mustBeSo() throws TargetException;
    }

    /** @param expected the count that the decision rests on */
    void scale(Workload workload, int expected, int replicas, LastLook look) throws TargetException {
        for (int attempt = 1; ; attempt++) {
            Scale seen = scaleOf(cluster, discovery.find(workload.kind()), workload);
            int present = Objects.requireNonNullElse(seen.getSpec().getReplicas(), 0);
            if (present == replicas) {
                return;
            }
            mustBe(workload.toString(), present, expected);
            look.mustBeSo();
            if (written(workload, seen, replicas, attempt)) {
                return;
            }
        }
    }

    private boolean written(Workload workload, Scale seen, int replicas, int attempt) throws TargetException {
        Discovery.Resource resource = discovery.find(workload.kind());
        Scale wanted = new ScaleBuilder(seen)
                .editSpec()
                .withReplicas(replicas)
                .endSpec()
                .build();
        return tried(
                attempt,
                "scale " + workload,
                client -> one(client, resource, workload).scale(wanted));
    }

    /** As it is now. */
    static Scale scaleOf(Cluster cluster, Discovery.Resource resource, Workload workload) throws TargetException {
        try {
            return cluster.ask(
                    "read the scale of " + workload,
                    client -> one(client, resource, workload).scale());
        } catch (ClusterException e) {
            throw Failures.of(e);
        }
    }

    private static Resource<?> one(KubernetesClient client, Discovery.Resource resource, Workload workload) {
        return client.genericKubernetesResources(resource.context())
                .inNamespace(workload.namespace())
                .withName(workload.name());
    }

    /** @param expected the floor that the decision rests on */
    void floor(HorizontalPodAutoscaler autoscaler, int expected, int replicas) throws TargetException {
        String name = new Floor(autoscaler).name();
        for (int attempt = 1; ; attempt++) {
            Floor seen =
                    new Floor(asked("read HorizontalPodAutoscaler " + name, client -> existing(client, autoscaler)));
            if (seen.present() == replicas && seen.isNoted() == (replicas != seen.own())) {
                return;
            }
            mustBe("HorizontalPodAutoscaler " + name, seen.present(), expected);
            if (tried(
                    attempt,
                    "set minReplicas of HorizontalPodAutoscaler " + name,
                    client -> one(client, autoscaler).patch(MERGE, seen.patch(replicas)))) {
                disown(autoscaler);
                return;
            }
        }
    }

    /**
     * Whoever owns the autoscaler may set its floor as before: an apply by the server is in conflict with whoever wrote a field
     * last. Where it has changed again meanwhile it stays ours until the next time.
     */
    private void disown(HorizontalPodAutoscaler autoscaler) throws TargetException {
        String name = new Floor(autoscaler).name();
        HorizontalPodAutoscaler seen =
                asked("read HorizontalPodAutoscaler " + name, client -> existing(client, autoscaler));
        List<ManagedFieldsEntry> others = Writer.without(seen, Cluster.AGENT, "minReplicas");
        if (others.size() < seen.getMetadata().getManagedFields().size()) {
            tried(
                    1,
                    "leave the floor of HorizontalPodAutoscaler " + name + " to its owner",
                    client -> one(client, autoscaler)
                            .patch(
                                    MERGE,
                                    Serialization.asJson(new HorizontalPodAutoscalerBuilder()
                                            .withNewMetadata()
                                            .withResourceVersion(
                                                    seen.getMetadata().getResourceVersion())
                                            .withManagedFields(others)
                                            .endMetadata()
                                            .build())));
        }
    }

    private static HorizontalPodAutoscaler existing(KubernetesClient client, HorizontalPodAutoscaler autoscaler) {
        return one(client, autoscaler).require();
    }

    private static Resource<HorizontalPodAutoscaler> one(KubernetesClient client, HorizontalPodAutoscaler autoscaler) {
        return client.autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(autoscaler.getMetadata().getNamespace())
                .withName(autoscaler.getMetadata().getName());
    }

    /** Marks the victims as the cheapest to stop, and takes the mark from those that an earlier attempt left it on. */
    void mark(List<PodView> victims, List<PodView> staying) throws TargetException {
        for (PodView victim : victims) {
            if (!isMarked(victim)) {
                marked.add(victim.name());
                mark(victim, "\"" + CHEAPEST + "\"");
            }
        }
        for (PodView pod : staying) {
            if (marked.remove(pod.name()) || isMarked(pod)) {
                mark(pod, "null");
            }
        }
    }

    /** These are gone. */
    void forget(List<String> victims) {
        victims.forEach(marked::remove);
    }

    /** Whether the mark on it is told by the watches. */
    static boolean isMarked(PodView pod) {
        return CHEAPEST.equals(pod.cost());
    }

    private void mark(PodView pod, String value) throws TargetException {
        String patch = "{\"metadata\":{\"annotations\":{\"%s\":%s}}}".formatted(COST, value);
        try {
            done(
                    "mark pod " + pod.name(),
                    client -> client.pods()
                            .inNamespace(pod.namespace())
                            .withName(pod.name())
                            .patch(MERGE, patch));
        } catch (ClusterException e) {
            if (!e.isNotFound()) {
                throw Failures.of(e);
            }
        }
    }

    private static void mustBe(String what, int present, int expected) throws TargetException {
        if (present != expected) {
            throw new TargetException(
                    TargetException.Kind.CONFLICT,
                    "somebody else changed %s at the same moment, from %d to %d; it is left there"
                            .formatted(what, expected, present));
        }
    }

    /** Whether it was done; not where the object had changed meanwhile and there is an attempt left. */
    private boolean tried(int attempt, String action, Function<KubernetesClient, ?> effect) throws TargetException {
        try {
            done(action, effect);
            return true;
        } catch (ClusterException e) {
            if (e.isConflict() && attempt < ATTEMPTS) {
                return false;
            }
            throw Failures.of(e);
        }
    }

    private void done(String action, Function<KubernetesClient, ?> effect) throws ClusterException, TargetException {
        fence.mustHold(action);
        cluster.ask(action, effect::apply);
    }

    private <T> T asked(String action, Function<KubernetesClient, T> call) throws TargetException {
        try {
            return cluster.ask(action, call);
        } catch (ClusterException e) {
            throw Failures.of(e);
        }
    }
}

package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pod tells of itself, as far as it is read here: thousands of them are kept.
 *
 * @param owner the workload that made it, as {@link Workload#toString} writes it; empty where it belongs to something else
 * @param template a name for the template that it was made after; empty where it has none
 * @param cost by which a ReplicaSet chooses among equals; empty where nobody said so
 * @param labels none where nobody asks for them
 * @param grace in seconds, how long it may take to end
 * @param tolerations but those that every pod is given
 * @param ending whether it is about to end, or has ended and is kept for its log
 * @param rank in which order a ReplicaSet stops pods, whatever they cost: the lower first
 * @param address empty where it has none
 */
record PodView(
        String namespace,
        String name,
        String owner,
        String template,
        String cost,
        Map<String, String> labels,
        Instant createdAt,
        Instant startedAt,
        Optional<Long> grace,
        List<Toleration> tolerations,
        boolean ending,
        int rank,
        ReplicaState state,
        String address,
        String note) {

    /** A pod as the memory of a watch has it: by its name and version, with what was read of it in place of all the rest. */
    private static final class Seen extends Pod {
        private static final long serialVersionUID = 1;
        private final transient PodView view;

        Seen(Pod pod, PodView view) {
            this.view = view;
            setAdditionalProperties(null);
            setMetadata(name(pod.getMetadata()));
        }

        /** Without the empty lists and maps that would be most of it. */
        private ObjectMeta name(ObjectMeta metadata) {
            ObjectMeta name = new ObjectMeta();
            name.setNamespace(view.namespace());
            name.setName(view.name());
            name.setUid(metadata.getUid());
            name.setResourceVersion(metadata.getResourceVersion());
            name.setAdditionalProperties(null);
            name.setAnnotations(null);
            name.setFinalizers(null);
            name.setLabels(null);
            name.setManagedFields(null);
            name.setOwnerReferences(null);
            return name;
        }
    }

    /**
     * What is to be kept of one.
     *
     * @param labelled whether its labels are needed
     */
    static Optional<Pod> part(Pod pod, boolean labelled) {
        return Optional.of(new Seen(pod, new PodReader(pod).view(labelled)));
    }

    static PodView of(Pod pod) {
        return pod instanceof Seen seen ? seen.view : new PodReader(pod).view(true);
    }

    /** The workload that made it; none where it belongs to something else. */
    static List<String> owner(Pod pod) {
        String owner = pod instanceof Seen seen ? seen.view.owner() : new PodReader(pod).owner();
        return owner.isEmpty() ? List.of() : List.of(owner);
    }

    Replica replica(int number) {
        return new Replica(name, number, state, startedAt, address, note, rank);
    }
}

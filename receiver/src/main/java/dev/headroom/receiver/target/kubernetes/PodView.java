package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a pod tells of itself. */
record PodView(Pod pod) {
    private static final String HASH = "pod-template-hash";

    String name() {
        return pod.getMetadata().getName();
    }

    /** The workload that made it, as {@link Workload#toString} writes it; none where it belongs to something else. */
    static List<String> owner(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .flatMap(owner -> workload(pod, owner))
                .map(Workload::toString)
                .toList();
    }

    /** A Deployment names its ReplicaSets after itself and the hash that their pods are labelled with. */
    private static Stream<Workload> workload(Pod pod, OwnerReference owner) {
        String namespace = pod.getMetadata().getNamespace();
        if (owner.getKind().equals("StatefulSet")) {
            return Stream.of(new Workload(Workload.Kind.STATEFUL_SET, namespace, owner.getName()));
        }
        String ending =
                "-" + Objects.requireNonNullElse(pod.getMetadata().getLabels().get(HASH), "");
        return owner.getKind().equals("ReplicaSet") && owner.getName().endsWith(ending)
                ? Stream.of(new Workload(
                        Workload.Kind.DEPLOYMENT,
                        namespace,
                        owner.getName().substring(0, owner.getName().length() - ending.length())))
                : Stream.empty();
    }

    /** One that is about to end, or has ended and is kept for its log. */
    boolean ending() {
        return pod.getMetadata().getDeletionTimestamp() != null
                || List.of("Succeeded", "Failed").contains(phase());
    }

    Instant createdAt() {
        return Instant.parse(pod.getMetadata().getCreationTimestamp());
    }

    Replica replica(int number) {
        String started = status().getStartTime();
        return new Replica(
                name(),
                number,
                state(),
                started == null ? createdAt() : Instant.parse(started),
                Objects.requireNonNullElse(status().getPodIP(), ""),
                note());
    }

    private ReplicaState state() {
        if (ending()) {
            return ReplicaState.STOPPED;
        }
        if (is("Ready", "True")) {
            return ReplicaState.READY;
        }
        if (unplaced().isPresent()) {
            return ReplicaState.UNPLACED;
        }
        if (!is("PodScheduled", "True")) {
            return ReplicaState.CREATED;
        }
        return restarts() > 0 ? ReplicaState.UNHEALTHY : ReplicaState.STARTING;
    }

    /** Why the scheduler finds no node for it, such as too few GPUs. */
    private Optional<String> unplaced() {
        return conditions("PodScheduled")
                .filter(condition ->
                        "False".equals(condition.getStatus()) && "Unschedulable".equals(condition.getReason()))
                .map(condition -> String.valueOf(condition.getMessage()))
                .findFirst();
    }

    private String note() {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return "ending since " + pod.getMetadata().getDeletionTimestamp();
        }
        String restarts = restarts() > 0 ? ", restarted " + restarts() + " times" : "";
        return unplaced()
                .or(this::reason)
                .orElseGet(() -> "created at " + pod.getMetadata().getCreationTimestamp() + restarts);
    }

    /** As "Evicted: low on memory", or "ImagePullBackOff". */
    private Optional<String> reason() {
        Optional<String> whole = Optional.ofNullable(status().getReason())
                .map(reason -> status().getMessage() == null ? reason : reason + ": " + status().getMessage());
        return whole.or(() -> containers()
                .flatMap(container -> Stream.ofNullable(container.getState()))
                .flatMap(state -> Stream.ofNullable(state.getWaiting()))
                .map(waiting -> String.valueOf(waiting.getReason()))
                .filter(reason -> !reason.equals("ContainerCreating") && !reason.equals("PodInitializing"))
                .findFirst());
    }

    private int restarts() {
        return containers()
                .mapToInt(container -> Objects.requireNonNullElse(container.getRestartCount(), 0))
                .sum();
    }

    private boolean is(String type, String value) {
        return conditions(type).anyMatch(condition -> value.equals(condition.getStatus()));
    }

    private Stream<PodCondition> conditions(String type) {
        return status().getConditions().stream().filter(condition -> type.equals(condition.getType()));
    }

    private Stream<ContainerStatus> containers() {
        return status().getContainerStatuses().stream();
    }

    private String phase() {
        return Objects.requireNonNullElse(status().getPhase(), "Pending");
    }

    private PodStatus status() {
        return Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
    }
}

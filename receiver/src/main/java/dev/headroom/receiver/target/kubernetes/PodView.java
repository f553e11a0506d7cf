package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a pod tells of itself. */
record PodView(Pod pod) {
    private static final String HASH = "pod-template-hash";
    private static final String READY = "Ready";
    private static final String SCHEDULED = "PodScheduled";
    private static final Set<String> CONDITIONS = Set.of(READY, SCHEDULED);
    private static final List<String> BEING_MADE = List.of("ContainerCreating", "PodInitializing", "null");

    /**
     * What is read of one here: a thousand of them are kept.
     *
     * @param labelled whether all its labels are
     */
    static Optional<Pod> part(Pod pod, boolean labelled) {
        return Optional.of(new PodBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(pod.getMetadata().getNamespace())
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .withResourceVersion(pod.getMetadata().getResourceVersion())
                        .withCreationTimestamp(pod.getMetadata().getCreationTimestamp())
                        .withDeletionTimestamp(pod.getMetadata().getDeletionTimestamp())
                        .withOwnerReferences(pod.getMetadata().getOwnerReferences())
                        .withLabels(
                                labelled
                                        ? pod.getMetadata().getLabels()
                                        : only(pod.getMetadata().getLabels(), HASH))
                        .withAnnotations(only(pod.getMetadata().getAnnotations(), Changes.COST))
                        .build())
                .withNewSpec()
                .withNodeName(pod.getSpec().getNodeName())
                .withTerminationGracePeriodSeconds(pod.getSpec().getTerminationGracePeriodSeconds())
                .withTolerations(
                        Objects.requireNonNullElse(pod.getSpec().getTolerations(), List.<Toleration>of()).stream()
                                .filter(toleration ->
                                        !String.valueOf(toleration.getKey()).startsWith("node.kubernetes.io/"))
                                .toList())
                .endSpec()
                .withNewStatus()
                .withPhase(statusOf(pod).getPhase())
                .withReason(statusOf(pod).getReason())
                .withMessage(statusOf(pod).getMessage())
                .withPodIP(statusOf(pod).getPodIP())
                .withStartTime(statusOf(pod).getStartTime())
                .withConditions(statusOf(pod).getConditions().stream()
                        .filter(condition -> CONDITIONS.contains(condition.getType()))
                        .toList())
                .withContainerStatuses(statusOf(pod).getContainerStatuses().stream()
                        .map(container -> new ContainerStatusBuilder()
                                .withRestartCount(container.getRestartCount())
                                .withState(container.getState())
                                .build())
                        .toList())
                .endStatus()
                .build());
    }

    private static Map<String, String> only(@Nullable Map<String, String> all, String key) {
        String value = all == null ? null : all.get(key);
        return value == null ? Map.of() : Map.of(key, value);
    }

    private static PodStatus statusOf(Pod pod) {
        return Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
    }

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

    /** A name for the template that it was made after; empty where it has none. */
    String template() {
        return Objects.requireNonNullElse(pod.getMetadata().getLabels().get(HASH), "");
    }

    /** In which order a ReplicaSet stops pods, whatever they cost: the lower first. */
    int rank() {
        if (Objects.requireNonNullElse(pod.getSpec().getNodeName(), "").isEmpty()) {
            return 0;
        }
        return switch (phase()) {
            case "Pending" -> 1;
            case "Unknown" -> 2;
            default -> is(READY, "True") ? 4 : 3;
        };
    }

    Replica replica(int number) {
        String started = status().getStartTime();
        return new Replica(
                name(),
                number,
                state(),
                started == null ? createdAt() : Instant.parse(started),
                Objects.requireNonNullElse(status().getPodIP(), ""),
                note(),
                rank());
    }

    private ReplicaState state() {
        if (ending()) {
            return ReplicaState.STOPPED;
        }
        if (is(READY, "True")) {
            return ReplicaState.READY;
        }
        if (unplaced().isPresent()) {
            return ReplicaState.UNPLACED;
        }
        if (!is(SCHEDULED, "True")) {
            return ReplicaState.CREATED;
        }
        if (containers().findAny().isPresent() && containers().noneMatch(PodView::runs)) {
            return waits().isPresent() ? ReplicaState.FAILING : ReplicaState.CREATED;
        }
        return restarts() > 0 ? ReplicaState.UNHEALTHY : ReplicaState.STARTING;
    }

    /** Why the scheduler finds no node for it, such as too few GPUs. */
    private Optional<String> unplaced() {
        return conditions(SCHEDULED)
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
        return whole.or(this::waits);
    }

    private static boolean runs(ContainerStatus container) {
        return container.getState() != null && container.getState().getRunning() != null;
    }

    /** Why a container does not run, where it is not just being made: as "CrashLoopBackOff: back-off 40s". */
    private Optional<String> waits() {
        return containers()
                .flatMap(container -> Stream.ofNullable(container.getState()))
                .flatMap(state -> Stream.ofNullable(state.getWaiting()))
                .filter(waiting -> !BEING_MADE.contains(String.valueOf(waiting.getReason())))
                .map(waiting -> waiting.getReason() + (waiting.getMessage() == null ? "" : ": " + waiting.getMessage()))
                .findFirst();
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
        return statusOf(pod);
    }
}

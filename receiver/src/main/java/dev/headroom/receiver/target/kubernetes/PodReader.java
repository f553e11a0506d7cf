package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.target.ReplicaState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads of a pod, as the API tells it, what a {@link PodView} has. */
record PodReader(ObjectMeta metadata, PodSpec spec, PodStatus status) {
    private static final String HASH = "pod-template-hash";
    private static final String READY = "Ready";
    private static final String SCHEDULED = "PodScheduled";
    private static final List<String> BEING_MADE = List.of("ContainerCreating", "PodInitializing", "null");

    PodReader(Pod pod) {
        this(pod.getMetadata(), pod.getSpec(), Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new));
    }

    /** @param labelled whether its labels are needed */
    PodView view(boolean labelled) {
        String started = status.getStartTime();
        return new PodView(
                metadata.getNamespace().intern(),
                metadata.getName(),
                owner().intern(),
                template().intern(),
                annotation(Changes.COST).intern(),
                labelled ? Map.copyOf(labels()) : Map.of(),
                createdAt(),
                started == null ? createdAt() : Instant.parse(started),
                Optional.ofNullable(spec.getTerminationGracePeriodSeconds()),
                tolerations(),
                ending(),
                rank(),
                state(),
                Objects.requireNonNullElse(status.getPodIP(), ""),
                note());
    }

    private Map<String, String> labels() {
        return Objects.requireNonNullElse(metadata.getLabels(), Map.of());
    }

    private String annotation(String key) {
        Map<String, String> all = Objects.requireNonNullElse(metadata.getAnnotations(), Map.of());
        return Objects.requireNonNullElse(all.get(key), "");
    }

    /** Of its own: those that every pod is given are left out. */
    private List<Toleration> tolerations() {
        return Objects.requireNonNullElse(spec.getTolerations(), List.<Toleration>of()).stream()
                .filter(toleration -> !String.valueOf(toleration.getKey()).startsWith("node.kubernetes.io/"))
                .toList();
    }

    /** The workload that made it, as {@link Workload#toString} writes it; empty where it belongs to something else. */
    String owner() {
        return Objects.requireNonNullElse(metadata.getOwnerReferences(), List.<OwnerReference>of()).stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .flatMap(this::workload)
                .map(Workload::toString)
                .findFirst()
                .orElse("");
    }

    /** A Deployment names its ReplicaSets after itself and the hash that their pods are labelled with. */
    private Stream<Workload> workload(OwnerReference owner) {
        String namespace = metadata.getNamespace();
        if (owner.getKind().equals("StatefulSet")) {
            return Stream.of(new Workload(Workload.Kind.STATEFUL_SET, namespace, owner.getName()));
        }
        String ending = "-" + template();
        return owner.getKind().equals("ReplicaSet") && owner.getName().endsWith(ending)
                ? Stream.of(new Workload(
                        Workload.Kind.DEPLOYMENT,
                        namespace,
                        owner.getName().substring(0, owner.getName().length() - ending.length())))
                : Stream.empty();
    }

    private boolean ending() {
        return metadata.getDeletionTimestamp() != null
                || List.of("Succeeded", "Failed").contains(phase());
    }

    private Instant createdAt() {
        return Instant.parse(metadata.getCreationTimestamp());
    }

    private String template() {
        return Objects.requireNonNullElse(labels().get(HASH), "");
    }

    private int rank() {
        if (Objects.requireNonNullElse(spec.getNodeName(), "").isEmpty()) {
            return 0;
        }
        return switch (phase()) {
            case "Pending" -> 1;
            case "Unknown" -> 2;
            default -> is(READY, "True") ? 4 : 3;
        };
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
        if (containers().findAny().isPresent() && containers().noneMatch(PodReader::runs)) {
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
        if (metadata.getDeletionTimestamp() != null) {
            return "ending since " + metadata.getDeletionTimestamp();
        }
        String restarts = restarts() > 0 ? ", restarted " + restarts() + " times" : "";
        return unplaced().or(this::reason).orElseGet(() -> "created at " + metadata.getCreationTimestamp() + restarts);
    }

    /** As "Evicted: low on memory", or "ImagePullBackOff". */
    private Optional<String> reason() {
        Optional<String> whole = Optional.ofNullable(status.getReason())
                .map(reason -> status.getMessage() == null ? reason : reason + ": " + status.getMessage());
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
        return status.getConditions().stream().filter(condition -> type.equals(condition.getType()));
    }

    private Stream<ContainerStatus> containers() {
        return status.getContainerStatuses().stream();
    }

    private String phase() {
        return Objects.requireNonNullElse(status.getPhase(), "Pending");
    }
}

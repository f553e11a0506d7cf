package dev.headroom.receiver.target.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetOrdinals;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a workload tells of itself.
 *
 * @param desired the count that it is set to
 * @param setBy who set the count
 * @param update how far an update of its template is
 * @param unseen whether its controller has not looked yet at what it says now
 * @param oneByOne whether a pod is made only when the one before it is ready
 * @param firstOrdinal of a StatefulSet's pods
 * @param failure why its controller cannot make pods; empty where it can
 * @param paused why nothing may be done to it, where somebody said so on it
 */
record WorkloadView(
        int desired,
        Hand setBy,
        Update update,
        boolean unseen,
        boolean oneByOne,
        int firstOrdinal,
        Optional<String> failure,
        Optional<String> paused) {
    /** Set by a person on the workload, with the reason. */
    private static final String PAUSED = "headroom.dev/paused";

    /**
     * Who set the count.
     *
     * @param name that they write under; empty where nobody tells
     * @param words as "set by kubectl-scale at 2026-11-24T10:00:00Z"; empty where nobody tells
     */
    record Hand(String name, String words) {
        static Hand of(HasMetadata workload) {
            return new Hand(Writer.name(workload, "replicas"), Writer.of(workload, "replicas"));
        }
    }

    /**
     * An update of the pods' template.
     *
     * @param words as "2 of 4 replicas have its newest template"
     */
    record Update(Stage stage, String words) {
        static final Update NONE = new Update(Stage.NONE, "");
    }

    /** How far it is. */
    enum Stage {
        /** All pods are of one template. */
        NONE,
        GOING_ON,
        /** It has stopped progressing, or somebody has paused it. */
        STANDS_STILL
    }

    /**
     * Leaves of what it tells but its spec and status what is read here: whoever applied it with kubectl left all of it in an
     * annotation.
     */
    static <T extends HasMetadata> T part(T workload) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(workload.getMetadata().getAnnotations(), Map.of());
        String paused = annotations.get(PAUSED);
        workload.getMetadata().setAnnotations(paused == null ? Map.of() : Map.of(PAUSED, paused));
        workload.getMetadata().setLabels(Map.of());
        return Writer.brief(workload, "replicas");
    }

    /** The same of what its pods are made after. */
    static <T extends HasMetadata> T part(T workload, @Nullable PodTemplateSpec template) {
        if (template != null) {
            template.setMetadata(null);
        }
        return part(workload);
    }

    static WorkloadView of(Deployment deployment) {
        DeploymentStatus status = Objects.requireNonNullElseGet(deployment.getStatus(), DeploymentStatus::new);
        return new WorkloadView(
                Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1),
                Hand.of(deployment),
                update(deployment, status),
                isUnseen(deployment.getMetadata().getGeneration(), status.getObservedGeneration()),
                false,
                0,
                conditions(status, "ReplicaFailure", "True")
                        .map(condition -> String.valueOf(condition.getMessage()))
                        .findFirst(),
                paused(deployment));
    }

    private static Optional<String> paused(HasMetadata workload) {
        return Optional.ofNullable(workload.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(PAUSED))
                .filter(reason -> !reason.equals("false"));
    }

    private static boolean isUnseen(@Nullable Long present, @Nullable Long observed) {
        return present != null && observed != null && observed < present;
    }

    /** While pods of an older template exist. */
    private static Update update(Deployment deployment, DeploymentStatus status) {
        int all = Objects.requireNonNullElse(status.getReplicas(), 0);
        int updated = Objects.requireNonNullElse(status.getUpdatedReplicas(), 0);
        if (updated >= all) {
            return Update.NONE;
        }
        boolean paused = Boolean.TRUE.equals(deployment.getSpec().getPaused());
        boolean late = conditions(status, "Progressing", "False").findAny().isPresent();
        return new Update(
                paused || late ? Stage.STANDS_STILL : Stage.GOING_ON,
                "%d of %d replicas have its newest template".formatted(updated, all)
                        + (paused ? ", and it is paused" : ""));
    }

    private static Stream<DeploymentCondition> conditions(DeploymentStatus status, String type, String value) {
        return status.getConditions().stream()
                .filter(condition -> type.equals(condition.getType()) && value.equals(condition.getStatus()));
    }

    static WorkloadView of(StatefulSet set) {
        return new WorkloadView(
                Objects.requireNonNullElse(set.getSpec().getReplicas(), 1),
                Hand.of(set),
                Update.NONE,
                false,
                !"Parallel".equals(set.getSpec().getPodManagementPolicy()),
                Optional.ofNullable(set.getSpec().getOrdinals())
                        .map(StatefulSetOrdinals::getStart)
                        .orElse(0),
                Optional.empty(),
                paused(set));
    }

    /** Of any other kind, of whose ways nothing is known: it may make one pod after another. */
    static WorkloadView of(HasMetadata object, Scale scale) {
        return new WorkloadView(
                Objects.requireNonNullElse(scale.getSpec().getReplicas(), 0),
                Hand.of(object),
                Update.NONE,
                false,
                true,
                0,
                Optional.empty(),
                paused(object));
    }
}

package dev.headroom.receiver.target.kubernetes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Objects;
import java.util.Optional;

/**
 * What a Deployment or StatefulSet tells of itself.
 *
 * @param desired the count that it is set to
 * @param updated replicas of the newest template
 * @param setBy who set the count; empty where nobody tells
 * @param failure why its controller cannot make pods; empty where it can
 */
record WorkloadView(int desired, int updated, String setBy, Optional<String> failure) {

    static WorkloadView of(Deployment deployment) {
        int desired = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        return new WorkloadView(
                desired,
                Optional.ofNullable(deployment.getStatus())
                        .map(status -> status.getUpdatedReplicas())
                        .orElse(desired),
                Writer.of(deployment, "replicas"),
                Optional.ofNullable(deployment.getStatus())
                        .flatMap(status -> status.getConditions().stream()
                                .filter(WorkloadView::failed)
                                .map(condition -> String.valueOf(condition.getMessage()))
                                .findFirst()));
    }

    private static boolean failed(DeploymentCondition condition) {
        return "ReplicaFailure".equals(condition.getType()) && "True".equals(condition.getStatus());
    }

    static WorkloadView of(StatefulSet set) {
        int desired = Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
        return new WorkloadView(
                desired,
                Optional.ofNullable(set.getStatus())
                        .map(status -> status.getUpdatedReplicas())
                        .orElse(desired),
                Writer.of(set, "replicas"),
                Optional.empty());
    }
}

package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Platform;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.kubernetes.WorkloadView.Stage;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a service's workload at one moment; the autoscaler is null where none scales it. */
record Sighting(
        Workload workload,
        WorkloadView view,
        List<PodView> pods,
        @Nullable HorizontalPodAutoscaler autoscaler) {

    Observation observation(ServicePolicy service, List<Replica> replicas) {
        if (autoscaler != null) {
            Floor floor = new Floor(autoscaler);
            return new Observation(
                    floor.present(),
                    replicas,
                    Choice.PLATFORM,
                    Writer.of(autoscaler, "minReplicas"),
                    FloorMove.obstacle(floor, service, next(floor, service)).orElse(""),
                    FloorMove.least(floor, service));
        }
        return new Observation(view.desired(), replicas, choice(), view.setBy()).by(platform());
    }

    /** Of a Deployment whose update stands still nobody can tell who is stopped: it shrinks all its ReplicaSets in proportion. */
    Choice choice() {
        if (workload.kind() == Workload.Kind.STATEFUL_SET) {
            return Choice.HIGHEST;
        }
        return update().stage() == Stage.NONE ? Choice.FREE : Choice.PLATFORM;
    }

    /** Pods are told of before the workload's own account of them. */
    WorkloadView.Update update() {
        long templates = pods.stream()
                .filter(pod -> !pod.ending())
                .map(PodView::template)
                .distinct()
                .count();
        boolean early = view.update().stage() == Stage.NONE && templates > 1;
        return early && workload.kind() == Workload.Kind.DEPLOYMENT
                ? new WorkloadView.Update(Stage.GOING_ON, "its pods have " + templates + " templates")
                : view.update();
    }

    private Platform platform() {
        return new Platform(true, view.oneByOne(), updating());
    }

    private String updating() {
        if (update().stage() == Stage.GOING_ON) {
            return "%s is being updated: %s; a down waits for that"
                    .formatted(workload, update().words());
        }
        return view.unseen() ? "%s has just been changed, and its controller has not looked yet".formatted(workload) : "";
    }

    /** One more, as far as the policy would ever ask for that. */
    private static int next(Floor floor, ServicePolicy service) {
        return Math.min(floor.present() + 1, service.replicas().max());
    }
}

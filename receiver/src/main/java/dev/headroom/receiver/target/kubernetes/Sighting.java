package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Most;
import dev.headroom.receiver.target.Observation.Platform;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.kubernetes.WorkloadView.Stage;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a service's workload at one moment.
 *
 * @param autoscaler null where none scales it
 * @param keda why KEDA alone may scale it; empty where it may not
 */
record Sighting(
        Workload workload,
        WorkloadView view,
        List<PodView> pods,
        @Nullable HorizontalPodAutoscaler autoscaler,
        Optional<String> keda) {

    Observation observation(ServicePolicy service, List<Replica> replicas) {
        if (autoscaler != null) {
            Observation floor = byFloor(new Floor(autoscaler), service, replicas);
            return OtherHands.owner(autoscaler).map(floor::hindered).orElse(floor);
        }
        Observation known =
                new Observation(view.desired(), replicas, choice(), view.setBy().words()).by(platform());
        return keda.map(known::hindered).orElse(known);
    }

    /** The autoscaler's bounds are the service's; above its floor it has as many running as it likes. */
    private Observation byFloor(Floor floor, ServicePolicy service, List<Replica> replicas) {
        int next = Math.min(
                Math.max(floor.present(), view.desired()) + 1,
                service.replicas().max());
        Most most = new Most(floor.max(), FloorMove.tooMany(floor, service, "more than " + floor.max()));
        return new Observation(
                        floor.present(),
                        replicas,
                        Choice.PLATFORM,
                        Writer.of(floor.autoscaler(), "minReplicas"),
                        FloorMove.obstacle(floor, service, next).orElse(""),
                        FloorMove.least(floor, service))
                .by(new Platform(true, false, "", view.desired(), most, "", frozen()));
    }

    /**
     * Of a Deployment whose update stands still nobody can tell who is stopped: it shrinks all its ReplicaSets in proportion. Nor
     * of a kind that only its scale subresource is known of.
     */
    Choice choice() {
        if (workload.kind().equals(Workload.Kind.STATEFUL_SET)) {
            return Choice.HIGHEST;
        }
        return workload.kind().isWellKnown() && update().stage() == Stage.NONE ? Choice.FREE : Choice.PLATFORM;
    }

    /** Pods are told of before the workload's own account of them. */
    WorkloadView.Update update() {
        long templates = pods.stream()
                .filter(pod -> !pod.ending())
                .map(PodView::template)
                .distinct()
                .count();
        boolean early = view.update().stage() == Stage.NONE && templates > 1;
        return early && workload.kind().equals(Workload.Kind.DEPLOYMENT)
                ? new WorkloadView.Update(Stage.GOING_ON, "its pods have " + templates + " templates")
                : view.update();
    }

    private Platform platform() {
        String remedy = OtherHands.remedy(view.setBy().name(), workload);
        return new Platform(true, view.oneByOne(), updating(), 0, Most.NONE, remedy, frozen());
    }

    private String frozen() {
        return view.paused()
                .map(reason -> "the annotation headroom.dev/paused of " + workload
                        + (reason.isEmpty() || reason.equals("true") ? "" : ": " + reason))
                .orElse("");
    }

    private String updating() {
        if (update().stage() == Stage.GOING_ON) {
            return "%s is being updated: %s; a down waits for that".formatted(workload, update().words());
        }
        return view.unseen()
                ? "%s has just been changed, and its controller has not looked yet".formatted(workload)
                : "";
    }
}

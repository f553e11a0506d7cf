package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
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
        boolean free = workload.kind() == Workload.Kind.DEPLOYMENT;
        return new Observation(view.desired(), replicas, free ? Choice.FREE : Choice.HIGHEST, view.setBy());
    }

    /** One more, as far as the policy would ever ask for that. */
    private static int next(Floor floor, ServicePolicy service) {
        return Math.min(floor.present() + 1, service.replicas().max());
    }
}

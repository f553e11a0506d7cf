package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Moves an autoscaler's floor between what its owner wrote and its maximum. Above the floor the autoscaler scales as its
 * metrics say; which pods it stops is its own affair.
 */
record FloorMove(Changes changes, Settling settling, Floor floor) {
    private static final Duration SEEN = Duration.ofSeconds(15);

    /** The autoscaler looks every 15 s. */
    private static final Duration FOLLOWED = Duration.ofSeconds(60);

    List<String> to(ServicePolicy service, int replicas) throws TargetException {
        refuse(service, replicas);
        changes.floor(floor.autoscaler(), floor.present(), replicas);
        if (!settling.until(() -> settling.floor() == replicas, SEEN)) {
            throw new TargetException(
                    TargetException.Kind.CONFLICT,
                    "HorizontalPodAutoscaler %s was set to minReplicas %d, and %d s later it is %d"
                            .formatted(floor.name(), replicas, SEEN.toSeconds(), settling.floor()));
        }
        boolean followed = replicas < floor.present()
                || settling.until(() -> settling.counting().size() >= replicas, FOLLOWED);
        return followed
                ? List.of()
                : List.of("HorizontalPodAutoscaler %s has not followed its new minReplicas within %d s"
                        .formatted(floor.name(), FOLLOWED.toSeconds()));
    }

    private void refuse(ServicePolicy service, int replicas) throws TargetException {
        Optional<String> obstacle = replicas < floor.own()
                ? Optional.of(tooFew(floor, service, replicas))
                : obstacle(floor, service, replicas);
        if (obstacle.isPresent()) {
            throw new TargetException(TargetException.Kind.NEVER, obstacle.get());
        }
    }

    /** How far it can be lowered, and why no further. */
    static Observation.Least least(Floor floor, ServicePolicy service) {
        return service.scaleDown().checkpointSync()
                ? new Observation.Least(floor.present(), unfinished(floor, service))
                : new Observation.Least(floor.own(), tooFew(floor, service, floor.own() - 1));
    }

    private static String tooFew(Floor floor, ServicePolicy service, int replicas) {
        return "%s cannot have %d replicas: HorizontalPodAutoscaler %s keeps %d at least; lower its minReplicas, or raise min_replicas in the policy"
                .formatted(service.name(), replicas, floor.name(), floor.own());
    }

    /** Why the floor can never be raised to so many as things are. */
    static Optional<String> obstacle(Floor floor, ServicePolicy service, int replicas) {
        if (replicas > floor.max()) {
            return Optional.of(tooMany(floor, service, "" + replicas));
        }
        return service.scaleDown().checkpointSync() ? Optional.of(unfinished(floor, service)) : Optional.empty();
    }

    static String tooMany(Floor floor, ServicePolicy service, String replicas) {
        return "%s cannot have %s replicas: HorizontalPodAutoscaler %s allows %d at most; raise its maxReplicas, or lower max_replicas in the policy"
                .formatted(service.name(), replicas, floor.name(), floor.max());
    }

    private static String unfinished(Floor floor, ServicePolicy service) {
        return "HorizontalPodAutoscaler %s stops pods of %s without a finished checkpoint, which checkpoint_sync: required forbids: delete it, or set checkpoint_sync: none"
                .formatted(floor.name(), service.name());
    }
}

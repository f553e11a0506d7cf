package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** Two replicas of every service at first; remembers every call. */
final class ScriptedTarget implements ScalingTarget {
    final List<Integer> calls = new CopyOnWriteArrayList<>();
    volatile int desired = 2;
    /** So many of them, the first, are ready. */
    volatile int ready = 2;

    volatile String failure = "";
    volatile RuntimeException fault;
    volatile Runnable whenScaled = () -> {};

    @Override
    public Observation observe(ServicePolicy service) throws TargetException {
        if (!failure.isEmpty()) {
            throw new TargetException(failure);
        }
        if (fault != null) {
            throw fault;
        }
        return new Observation(
                desired,
                IntStream.rangeClosed(1, desired)
                        .mapToObj(number -> new Replica(
                                service.name() + "_" + number,
                                number,
                                number <= ready ? ReplicaState.READY : ReplicaState.STARTING,
                                Instant.EPOCH,
                                "",
                                ""))
                        .toList());
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) {
        whenScaled.run();
        calls.add(replicas);
        desired = replicas;
        return List.of();
    }

    @Override
    public void close() {}
}

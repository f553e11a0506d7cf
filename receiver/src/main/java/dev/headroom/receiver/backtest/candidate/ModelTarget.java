package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.backtest.model.Replica;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The model's replicas as a target. */
record ModelTarget(World world, Supplier<String> why) implements ScalingTarget {

    @Override
    public Observation observe(ServicePolicy service) {
        List<Observation.Replica> replicas = world.model().replicas().stream()
                .map(replica -> seen(service.name(), replica))
                .toList();
        return new Observation(replicas.size(), replicas);
    }

    private Observation.Replica seen(String service, Replica replica) {
        ReplicaState state = replica.readyAt() <= world.model().now() ? ReplicaState.READY : ReplicaState.STARTING;
        String name = service + "-" + replica.number();
        return new Observation.Replica(
                name, replica.number(), state, world.clock().at(replica.startedAt()), "", "");
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) {
        Set<Integer> numbers = kept.stream()
                .map(name -> Integer.valueOf(name.substring(name.lastIndexOf('-') + 1)))
                .collect(Collectors.toSet());
        world.scaleTo(replicas, numbers, why.get());
        return List.of();
    }

    @Override
    public void close() {
        // nothing is held
    }
}

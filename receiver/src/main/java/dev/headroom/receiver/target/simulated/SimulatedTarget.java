package dev.headroom.receiver.target.simulated;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Replicas that exist only as start times: for trying out, or as advice that somebody else follows. A service that was never
 * seen before has its smallest count, long up. All state is in the {@link Memory}, so that a restart finds what was left.
 */
public final class SimulatedTarget implements ScalingTarget {

    /** Where the state of each service outlives this process. */
    public interface Memory {
        Optional<String> load(String service);

        void save(String service, String value);
    }

    private final Function<ServicePolicy, Duration> startTime;
    private final InstantSource clock;
    private final Memory memory;
    private final Fence fence;

    /** @param startTime from a replica's start until it is ready */
    public SimulatedTarget(Duration startTime, InstantSource clock, Memory memory, Fence fence) {
        this(service -> startTime, clock, memory, fence);
    }

    private SimulatedTarget(
            Function<ServicePolicy, Duration> startTime, InstantSource clock, Memory memory, Fence fence) {
        this.fence = fence;
        this.startTime = startTime;
        this.clock = clock;
        this.memory = memory;
    }

    /** Counts that are told and not set: nobody says when what follows them is ready, so its warm-up is taken for that. */
    public static SimulatedTarget advice(InstantSource clock, Memory memory, Fence fence) {
        return new SimulatedTarget(service -> service.timings().warmup(), clock, memory, fence);
    }

    @Override
    public synchronized Observation observe(ServicePolicy service) throws TargetException {
        Instant now = clock.instant();
        List<Replica> replicas = starts(service, now).byNumber().entrySet().stream()
                .map(start -> replica(service, start.getKey(), start.getValue(), now))
                .toList();
        return new Observation(replicas.size(), replicas);
    }

    @Override
    public synchronized List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept)
            throws TargetException {
        if (replicas < 0) {
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    "%s cannot have %d replicas: ask for 0 or more".formatted(service.name(), replicas));
        }
        Instant now = clock.instant();
        fence.mustHold("set the count of " + service.name());
        Set<Integer> staying = kept.stream()
                .map(name -> Integer.valueOf(name.substring(name.lastIndexOf('-') + 1)))
                .collect(Collectors.toSet());
        memory.save(
                service.name(),
                starts(service, now).resized(replicas, staying, now).text());
        return List.of();
    }

    /** What was saved, or else the smallest count, which is kept from here on. */
    private Starts starts(ServicePolicy service, Instant now) throws TargetException {
        Optional<String> saved = memory.load(service.name());
        if (saved.isPresent()) {
            return Starts.parse(service.name(), saved.get());
        }
        Starts fresh = Starts.NONE.resized(service.replicas().min(), Set.of(), now.minus(startTime.apply(service)));
        memory.save(service.name(), fresh.text());
        return fresh;
    }

    private Replica replica(ServicePolicy service, int number, Instant startedAt, Instant now) {
        boolean up = !now.isBefore(startedAt.plus(startTime.apply(service)));
        ReplicaState state = up ? ReplicaState.READY : ReplicaState.STARTING;
        return new Replica(service.name() + "-" + number, number, state, startedAt, "", "");
    }

    @Override
    public void close() {
        // nothing is held
    }
}

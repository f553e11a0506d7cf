package dev.headroom.receiver.target.compose;

import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.TargetException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells replicas that somebody stopped from those that were lost. Docker is asked once for each end, as soon as it is
 * seen. What it does not know any more is lost: a replica too many is the smaller harm.
 */
final class Ends {
    private static final Logger LOG = LoggerFactory.getLogger(Ends.class);

    private final Containers containers;
    private final Map<String, Map<End, ReplicaState>> known = new ConcurrentHashMap<>();
    private final AtomicBoolean told = new AtomicBoolean();

    /** A container may end more than once. */
    private record End(String id, Instant at) {}

    Ends(Containers containers) {
        this.containers = containers;
    }

    /** The same containers, those that have ended as what they are. */
    List<Container> told(String service, List<Container> all) throws TargetException {
        Map<End, ReplicaState> before = known.getOrDefault(service, Map.of());
        Map<End, ReplicaState> now = new HashMap<>();
        List<Container> result = new ArrayList<>();
        for (Container container : all) {
            result.add(container.ended() ? container.as(how(container, before, now)) : container);
        }
        known.put(service, now);
        return result;
    }

    private ReplicaState how(Container container, Map<End, ReplicaState> before, Map<End, ReplicaState> now)
            throws TargetException {
        End end = new End(container.id(), container.endedAt());
        ReplicaState state = before.get(end);
        if (state == null) {
            state = asked(container);
        }
        now.put(end, state);
        return state;
    }

    private ReplicaState asked(Container container) throws TargetException {
        Optional<Boolean> stopped = containers.stoppedAtItsEnd(container);
        if (stopped.isEmpty() && told.compareAndSet(false, true)) {
            LOG.warn(
                    "Docker refuses to tell its events, so that replicas which somebody stops are started again: allow "
                            + "GET /events in the socket proxy");
        }
        return stopped.orElse(false) ? ReplicaState.STOPPED : ReplicaState.LOST;
    }
}

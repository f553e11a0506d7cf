package dev.headroom.receiver.target.swarm;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Platform;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.docker.Daemon;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Services of a Docker Swarm. Its manager runs as many tasks as the service is set to, and takes whichever it likes when
 * there are to be fewer; each gets SIGTERM and the service's own {@code stop_grace_period}.
 */
public final class SwarmTarget implements ScalingTarget {
    private static final Duration PLACING = Duration.ofSeconds(60);
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int ATTEMPTS = 3;

    private final ExecutorService workers = Daemon.workers();
    private final Daemon daemon;
    private final Services services;
    private final LongSupplier nanos;

    /**
     * @param stack whose services these are, as in {@code docker stack deploy}; empty where they stand alone
     * @param host where the manager listens, as in DOCKER_HOST; null for the default
     * @param nanos a clock that only goes on, in nanoseconds
     * @throws IllegalArgumentException when the address cannot be right
     */
    public SwarmTarget(String stack, @Nullable URI host, Fence fence, LongSupplier nanos) {
        this.daemon = new Daemon(host, workers, fence);
        this.services = new Services(daemon, stack.isEmpty() ? "" : stack + "_");
        this.nanos = nanos;
    }

    Services services() {
        return services;
    }

    @Override
    public Observation observe(ServicePolicy service) throws TargetException {
        Service found = services.find(service.name());
        List<Replica> replicas = services.tasks(found).stream()
                .filter(Task::exists)
                .map(Task::replica)
                .sorted(Comparator.comparingInt(Replica::number).thenComparing(Replica::startedAt))
                .toList();
        return new Observation(found.replicas(), replicas, Choice.PLATFORM, "").by(Platform.SET_AT_ONCE);
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        if (replicas < 0) {
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    "%s cannot have %d replicas: ask for 0 or more".formatted(service.name(), replicas));
        }
        Service before = set(service.name(), replicas);
        boolean down = replicas < before.replicas();
        Duration limit = down ? service.timings().drain().plus(MARGIN) : PLACING;
        boolean settled = await(service, replicas, limit);
        return down ? remarks(before, service.timings().drain(), settled) : List.of();
    }

    /**
     * Sets the count, and answers what was there before. The manager refuses what rests on an older version; that is
     * tried again unless the count is another one by now.
     */
    private Service set(String name, int replicas) throws TargetException {
        Service before = services.find(name);
        Service now = before;
        for (int attempt = 1; now.replicas() != replicas; attempt++) {
            if (services.update(now, replicas)) {
                return before;
            }
            now = services.find(name);
            if (now.replicas() != before.replicas() || attempt == ATTEMPTS) {
                throw new TargetException(
                        TargetException.Kind.CONFLICT,
                        "somebody else changed %s at the same moment; it is set to %d now"
                                .formatted(name, now.replicas()));
            }
        }
        return before;
    }

    /** Waits until there are as many tasks as asked for, all of them placed or without a place, and no others. */
    private boolean await(ServicePolicy service, int replicas, Duration limit) throws TargetException {
        long end = nanos.getAsLong() + limit.toNanos();
        while (!settled(observe(service), replicas)) {
            if (nanos.getAsLong() - end > 0) {
                return false;
            }
            pause(service.name());
        }
        return true;
    }

    private static boolean settled(Observation seen, int replicas) {
        return seen.replicas().size() == replicas
                && seen.replicas().stream()
                        .noneMatch(replica ->
                                replica.state() == ReplicaState.CREATED || replica.state() == ReplicaState.STOPPED);
    }

    private static void pause(String service) throws TargetException {
        try {
            Thread.sleep(LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TargetException("interrupted while " + service + " was scaled", e);
        }
    }

    private static List<String> remarks(Service service, Duration drain, boolean settled) {
        List<String> remarks = new ArrayList<>();
        if (service.grace().compareTo(drain) < 0) {
            remarks.add("%s has a stop_grace_period of %d s, less than its drain_timeout of %d s"
                    .formatted(service.name(), service.grace().toSeconds(), drain.toSeconds()));
        }
        if (!settled) {
            remarks.add(service.name() + " has tasks that have not ended yet");
        }
        return remarks;
    }

    @Override
    public void close() {
        workers.shutdownNow();
        daemon.close();
    }
}

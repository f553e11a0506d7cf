package dev.headroom.receiver.target.compose;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Place;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.docker.Daemon;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A docker-compose project whose services grow by cloning their newest ready replica, and shrink from the highest
 * number. The clones carry Compose's labels, so that Compose takes them for its own. As in {@code up --scale}, a
 * replica that has ended is started before a new one is made.
 */
public final class ComposeTarget implements ScalingTarget {
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9_-]*");

    /** As long as Docker itself waits before it takes a start for one that went well. */
    private static final Duration PROOF = Duration.ofSeconds(10);

    private static final int LEAST = 1;

    private final InstantSource clock;
    private final ExecutorService workers;
    private final Daemon daemon;
    private final Containers containers;
    private final Sightings sightings;
    private final Implants implants;

    /**
     * @param project the name of the Compose project
     * @param host where the daemon listens, as in DOCKER_HOST; null for that of the Docker context, else the default socket
     * @throws IllegalArgumentException when the name or the address cannot be right
     */
    public ComposeTarget(String project, @Nullable URI host, Fence fence) {
        this(project, host, fence, InstantSource.system());
    }

    /** The same by this clock. */
    ComposeTarget(String project, @Nullable URI host, Fence fence, InstantSource clock) {
        if (!PROJECT.matcher(project).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no Compose project name: small letters, digits, - and _ are; see `docker-compose ls` or the label com.docker.compose.project"
                            .formatted(project));
        }
        this.clock = clock;
        workers = Daemon.workers();
        daemon = new Daemon(host, workers, fence);
        containers = new Containers(daemon, project, fence.term());
        sightings = new Sightings(containers, fence);
        implants = new Implants(new Files(daemon));
    }

    @Override
    public Observation observe(ServicePolicy service) throws TargetException {
        List<Container> all = sightings.of(service.name());
        int desired = counting(all).size();
        String obstacle = growth(service, all).obstacle(service.gpu().check()).orElse("");
        Instant now = clock.instant();
        Duration proof = proof(service.timings().health());
        return new Observation(
                desired,
                all.stream()
                        .map(container -> container.proven(proof, now).replica())
                        .toList(),
                Choice.FREE,
                "",
                obstacle,
                new Observation.Least(LEAST, tooFew(service, LEAST - 1)));
    }

    /** Half the time in which it must be healthy, at most. */
    private static Duration proof(Duration healthTimeout) {
        Duration half = healthTimeout.dividedBy(2);
        return half.compareTo(PROOF) < 0 ? half : PROOF;
    }

    private Growth growth(ServicePolicy service, List<Container> all) {
        return new Growth(containers, implants, service.name(), all);
    }

    private static List<Container> counting(List<Container> all) {
        return all.stream().filter(Container::counts).toList();
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        return scaleTo(service, replicas, kept, List.of());
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept, List<Place> places)
            throws TargetException {
        if (replicas < LEAST) {
            throw new TargetException(TargetException.Kind.NEVER, tooFew(service, replicas));
        }
        List<Container> all = sightings.of(service.name());
        int present = counting(all).size();
        if (present < replicas) {
            growth(service, all).to(replicas, places.stream().map(Place::gpu).toList());
            return List.of();
        }
        return completeOrShrink(service, all, staying(all, replicas, kept));
    }

    private static String tooFew(ServicePolicy service, int replicas) {
        return "%s cannot have %d replicas: the Compose target clones a running one, so %d is the least; set min_replicas to that"
                .formatted(service.name(), replicas, LEAST);
    }

    /** Those that stay, by rising number: the kept ones before the others, the lowest numbers first. */
    private static List<Container> staying(List<Container> all, int replicas, Set<String> kept) {
        return counting(all).stream()
                .sorted(Comparator.comparing((Container replica) -> !kept.contains(replica.name()))
                        .thenComparing(Container::number))
                .limit(replicas)
                .sorted(Comparator.comparing(Container::number))
                .toList();
    }

    private List<String> completeOrShrink(ServicePolicy service, List<Container> all, List<Container> staying)
            throws TargetException {
        Shrinking shrinking =
                new Shrinking(containers, workers, service.timings().drain());
        List<Container> victims = counting(all).stream()
                .filter(replica -> !staying.contains(replica))
                .toList();
        List<String> remarks = shrinking.remove(victims);
        if (staying.stream().anyMatch(replica -> replica.state() == ReplicaState.CREATED)) {
            growth(service, all).complete(staying);
        }
        shrinking.remove(leftovers(all, staying));
        return remarks;
    }

    /** Replicas that have ended above those that stay: what an interrupted scale-down leaves, and what Compose would remove. */
    private static List<Container> leftovers(List<Container> all, List<Container> staying) {
        int highest = staying.stream()
                .map(Container::number)
                .max(Comparator.naturalOrder())
                .orElse(0);
        return all.stream()
                .filter(replica -> !replica.counts() && replica.number() > highest)
                .toList();
    }

    @Override
    public void restart(ServicePolicy service, String replica) throws TargetException {
        for (Container container : sightings.of(service.name())) {
            if (container.name().equals(replica)) {
                containers.stop(container, service.timings().drain());
                containers.start(container);
            }
        }
    }

    @Override
    public void removeStrays(ServicePolicy service) throws TargetException {
        sightings.removeStrays(service.name());
    }

    @Override
    public void close() {
        workers.shutdownNow();
        daemon.close();
    }
}

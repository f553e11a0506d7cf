package dev.headroom.receiver.standby;

import static java.util.Comparator.comparing;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Standby;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Platform;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is there of a service whose replicas can sleep, and what their servers tell.
 *
 * @param seen as the platform tells, which knows no sleep
 * @param sights by name, of those that run
 * @param told the names of those that were told to sleep; empty where nobody knows
 * @param idle by name, for how long those that are awake are known to have had no request
 */
record Crew(
        ServicePolicy service,
        Observation seen,
        Map<String, Sight> sights,
        Optional<Set<String>> told,
        Map<String, Duration> idle) {

    /** All that the platform counts, as they are. */
    private Stream<Replica> all() {
        return seen.replicas().stream().map(this::known);
    }

    /** Those that serve, will soon, or do not tell. */
    List<Replica> awake() {
        return all().filter(replica -> replica.state().counts()).toList();
    }

    /** By rising number. */
    List<Replica> asleep() {
        return those(ReplicaState.ASLEEP);
    }

    /** Those that were told to sleep, and are not known to; by rising number. */
    List<Replica> roused() {
        return those(ReplicaState.ROUSED);
    }

    private List<Replica> those(ReplicaState state) {
        return all().filter(replica -> replica.state() == state)
                .sorted(comparing(Replica::number))
                .toList();
    }

    /** Awake or asleep. */
    int containers() {
        return seen.counting().size();
    }

    /** Those that were told to sleep, for somebody who tells more of them; where nobody knows, those that do. */
    Set<String> toldSoFar() {
        return new HashSet<>(told.orElseGet(() -> names(asleep())));
    }

    /** Why nothing may be started or stopped until all tell; empty where they do. */
    Optional<String> doubt() {
        return seen.counting().stream()
                .filter(this::isUntold)
                .findFirst()
                .map(replica -> "it is not known whether %s sleeps: %s"
                        .formatted(replica.name(), sight(replica).why()));
    }

    /** One that is not ready yet, or not healthy, and does not tell: it loads, or serves nobody, and was not put to sleep. */
    private Replica known(Replica replica) {
        if (sight(replica).mode() == Sight.Mode.ASLEEP) {
            return replica.as(ReplicaState.ASLEEP, replica.note());
        }
        boolean roused = service.standby() != null
                && replica.state().counts()
                && told.orElse(Set.of()).contains(replica.name());
        if (roused) {
            return replica.as(ReplicaState.ROUSED, replica.note());
        }
        return isUntold(replica)
                ? replica.as(ReplicaState.UNTOLD, sight(replica).why())
                : replica.idle(replica.ready() ? idle.get(replica.name()) : null);
    }

    private boolean isUntold(Replica replica) {
        return replica.ready() && sight(replica).mode() == Sight.Mode.UNKNOWN;
    }

    /** One that does not run holds nothing, and is nobody's to ask. */
    private Sight sight(Replica replica) {
        return sights.getOrDefault(replica.name(), Sight.awake(0));
    }

    /** How many more may be put to sleep; one that does not tell may sleep already, unless it has just been started. */
    int beds() {
        return beds(beside());
    }

    /** How many of those that were told to sleep already, and are not known to, may do so: somebody else may sleep in their place. */
    int bedsOfRoused() {
        return beds(asleep());
    }

    private int beds(List<Replica> taken) {
        Standby standby = service.standby();
        Set<String> known = names(taken);
        long unknown = seen.counting().stream()
                .filter(replica -> replica.state() != ReplicaState.STARTING)
                .filter(replica -> sight(replica).mode() == Sight.Mode.UNKNOWN)
                .filter(replica -> !known.contains(replica.name()))
                .count();
        return standby == null ? 0 : standby.beds(taken.size() + unknown);
    }

    /** Those that sleep, or are to sleep again. */
    List<Replica> beside() {
        return Stream.concat(asleep().stream(), roused().stream()).toList();
    }

    /** As everybody sees it: the count is of the awake. */
    Observation observation() {
        return new Observation(
                seen.desired() - beside().size(),
                all().toList(),
                seen.choice(),
                seen.setBy(),
                doubt().orElse(asleep().isEmpty() ? seen.obstacle() : ""),
                least(),
                platform(asleep().size()));
    }

    /** What stands against another container stands against no sleeper. */
    private Platform platform(int asleep) {
        Platform platform = seen.platform();
        boolean bounded = asleep > 0 && !seen.obstacle().isEmpty();
        return new Platform(
                platform.atOnce(),
                platform.oneByOne(),
                doubt().orElse(platform.updating()),
                platform.running(),
                bounded ? new Observation.Most(awake().size() + asleep, seen.obstacle()) : platform.most(),
                platform.remedy(),
                platform.frozen());
    }

    /** So many must be there that who may not be stopped, and has no bed, is awake. */
    private Observation.Least least() {
        Standby standby = service.standby();
        int kept = standby == null ? 0 : Math.min(standby.kept(), containers());
        int there = Math.max(kept, seen.least().count());
        int maySleep = beside().size() + beds();
        String why = kept > seen.least().count()
                ? "%d of %s are kept, awake or asleep, and no more than %d may sleep: lower min_replicas, or raise standby.host_memory"
                        .formatted(kept, service.name(), maySleep)
                : seen.least().why();
        return new Observation.Least(Math.max(0, there - maySleep), why);
    }

    static Set<String> names(List<Replica> replicas) {
        return replicas.stream().map(Replica::name).collect(Collectors.toSet());
    }
}

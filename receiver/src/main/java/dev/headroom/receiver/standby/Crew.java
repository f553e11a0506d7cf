package dev.headroom.receiver.standby;

import static java.util.Comparator.comparing;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Standby;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Platform;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is there of a service whose replicas can sleep, and what their servers tell.
 *
 * @param seen as the platform tells, which knows no sleep
 * @param sights by name, of those that run
 */
record Crew(ServicePolicy service, Observation seen, Map<String, Sight> sights) {

    /** Asks every one that runs, all at a time: one that is silent costs its timeout once. */
    static Crew of(ServicePolicy service, Observation seen, SleepingServers servers, Executor workers) {
        Map<String, CompletableFuture<Sight>> looks = new LinkedHashMap<>();
        seen.counting().stream()
                .filter(replica -> replica.state().runs())
                .forEach(replica -> looks.put(
                        replica.name(),
                        CompletableFuture.supplyAsync(
                                () -> servers.of(service.name(), replica).look(), workers)));
        Map<String, Sight> sights = new LinkedHashMap<>();
        looks.forEach((name, look) -> sights.put(name, look.join()));
        return new Crew(service, seen, sights);
    }

    /** All that the platform counts, as they are. */
    private Stream<Replica> all() {
        return seen.replicas().stream().map(this::told);
    }

    /** Those that serve, will soon, or do not tell. */
    List<Replica> awake() {
        return all().filter(replica -> replica.state().counts()).toList();
    }

    /** By rising number. */
    List<Replica> asleep() {
        return all().filter(replica -> replica.state() == ReplicaState.ASLEEP)
                .sorted(comparing(Replica::number))
                .toList();
    }

    /** Awake or asleep. */
    int containers() {
        return seen.counting().size();
    }

    /** Why nothing may be started or stopped until all tell; empty where they do. */
    Optional<String> doubt() {
        return all().filter(replica -> replica.state() == ReplicaState.UNTOLD)
                .findFirst()
                .map(replica -> "it is not known whether %s sleeps: %s".formatted(replica.name(), replica.note()));
    }

    /** One that is not ready yet, or not healthy, and does not tell: it loads, or serves nobody, and was not put to sleep. */
    private Replica told(Replica replica) {
        Sight sight = sights.get(replica.name());
        if (sight == null || sight.mode() == Sight.Mode.AWAKE) {
            return replica;
        }
        if (sight.mode() == Sight.Mode.ASLEEP) {
            return replica.as(ReplicaState.ASLEEP, replica.note());
        }
        return replica.ready() ? replica.as(ReplicaState.UNTOLD, sight.why()) : replica;
    }

    /** How many more may be put to sleep; one that does not tell may sleep already. */
    int beds() {
        Standby standby = service.standby();
        int unknown = (int)
                all().filter(replica -> replica.state() == ReplicaState.UNTOLD).count();
        return standby == null ? 0 : Math.max(0, standby.most() - asleep().size() - unknown);
    }

    /** As everybody sees it: the count is of the awake. */
    Observation observation() {
        int asleep = asleep().size();
        Observation told = new Observation(
                seen.desired() - asleep,
                all().toList(),
                seen.choice(),
                seen.setBy(),
                doubt().orElse(asleep > 0 ? "" : seen.obstacle()),
                least(),
                platform(asleep));
        return told;
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
        int least = Math.max(0, there - asleep().size() - beds());
        String why = kept > seen.least().count()
                ? "%d of %s are kept, awake or asleep, and no more than %d may sleep: lower min_replicas, or raise standby.host_memory"
                        .formatted(kept, service.name(), asleep().size() + beds())
                : seen.least().why();
        return new Observation.Least(least, why);
    }

    static String names(List<Replica> replicas) {
        return replicas.stream().map(Replica::name).collect(Collectors.joining(", "));
    }
}

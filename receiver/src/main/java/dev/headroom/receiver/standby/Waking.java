package dev.headroom.receiver.standby;

import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.Place;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the awake replicas up to a count: wakes whom it has a place for, and starts what is missing then. A second call finds
 * awake whom the first has woken.
 *
 * @param alone whether none is started: where too few sleep, nobody is woken either
 */
record Waking(
        ScalingTarget target,
        SleepingServers servers,
        Fence fence,
        ToldToSleep told,
        Crew crew,
        WakeTimes times,
        LongSupplier nanos,
        boolean alone) {
    private static final Logger LOG = LoggerFactory.getLogger(Waking.class);

    /**
     * @param kept those that were there before
     * @param places of new replicas, those that an earlier try has woken or started too; empty where none is looked at. Else
     *     none is started without one: whoever fell asleep or ended meanwhile has left no room that was looked at
     */
    List<String> to(int replicas, Set<String> kept, List<Place> places) throws TargetException {
        Optional<String> doubt = crew.doubt();
        if (doubt.isPresent()) {
            throw new TargetException(doubt.get());
        }
        List<String> remarks = new ArrayList<>();
        int missing = Math.max(0, replicas - crew.awake().size());
        List<Place> open = open(kept, places);
        List<Replica> called = called(missing, places);
        if (alone && called.size() < missing) {
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    "%d of %s are to wake and %d of them sleep: wake starts none, scale does"
                            .formatted(missing, crew.service().name(), called.size()));
        }
        Set<String> sleepers = crew.toldSoFar();
        for (Replica sleeper : called) {
            sleepers.remove(sleeper.name());
            told.are(crew.service().name(), sleepers);
            wake(sleeper).ifPresent(remarks::add);
            open.removeIf(place -> place.sleeper().equals(sleeper.name()));
            missing--;
        }
        int started = places.isEmpty() ? missing : Math.min(missing, open.size());
        List<Place> left = open.stream()
                .skip(Math.max(0, open.size() - started))
                .map(place -> Place.on(place.gpu()))
                .toList();
        remarks.addAll(start(started, left, sleepers));
        return remarks;
    }

    /** Whoever has ended asleep and is started now is to be awake, as is whoever is new and has its name; the others are not. */
    private List<String> start(int started, List<Place> places, Set<String> sleepers) throws TargetException {
        String service = crew.service().name();
        Set<String> ended = new HashSet<>(sleepers);
        ended.removeAll(Crew.names(crew.beside()));
        if (started > 0) {
            sleepers.removeAll(ended);
        }
        told.are(service, sleepers);
        List<String> remarks = target.scaleTo(
                crew.service(),
                crew.containers() + started,
                Crew.names(crew.seen().counting()),
                places);
        if (started > 0 && !ended.isEmpty()) {
            ended.removeAll(Crew.names(target.observe(crew.service()).counting()));
            sleepers.addAll(ended);
            told.are(service, sleepers);
        }
        return remarks;
    }

    /** Those that no new replica has, whoever of them was made first, and whoever has ended since. */
    private List<Place> open(Set<String> kept, List<Place> places) {
        List<Place> open = new ArrayList<>(places);
        crew.awake().stream()
                .filter(replica -> !kept.contains(replica.name()))
                .forEach(replica -> open.stream()
                        .filter(place -> place.sleeper().equals(replica.name())
                                || (place.sleeper().isEmpty() && place.gpu().equals(replica.gpu())))
                        .findFirst()
                        .ifPresent(open::remove));
        return open;
    }

    /** Whoever has a place; where no places are given, the lowest numbers. */
    private List<Replica> called(int missing, List<Place> places) {
        Set<String> named = places.stream().map(Place::sleeper).collect(Collectors.toSet());
        return crew.asleep().stream()
                .filter(replica -> places.isEmpty() || named.contains(replica.name()))
                .limit(Math.max(0, missing))
                .toList();
    }

    /**
     * One that does not wake is asked once more, since a connection that was kept may have been cut; then it is started again where
     * it is, which takes as long as a start does, and is told.
     */
    private Optional<String> wake(Replica replica) throws TargetException {
        SleepingServer server = servers.of(crew.service().name(), replica);
        long begun = nanos.getAsLong();
        Attempt attempt = attempt(server, replica);
        if (attempt.failedAsleep()) {
            attempt = attempt(server, replica);
        }
        if (attempt.after().mode() == Sight.Mode.AWAKE) {
            Duration took = Duration.ofNanos(nanos.getAsLong() - begun);
            times.woke(crew.service().name(), crew.service().sleepLevel(), took);
            LOG.info("woke {}, in {} ms", replica.name(), took.toMillis());
            return Optional.empty();
        }
        times.restarted(crew.service().name());
        target.restart(crew.service(), replica.name());
        String told = "%s did not wake (%s), and was restarted".formatted(replica.name(), attempt.why());
        LOG.warn("{}", told);
        return Optional.of(told);
    }

    private Attempt attempt(SleepingServer server, Replica replica) throws TargetException {
        fence.mustHold("wake " + replica.name());
        String failure = "";
        try {
            server.wake(crew.service().sleepLevel());
        } catch (SleepException e) {
            failure = String.valueOf(e.getMessage());
        }
        return new Attempt(failure, server.look());
    }

    /** What came of asking one to wake. */
    private record Attempt(String failure, Sight after) {
        boolean failedAsleep() {
            return !failure.isEmpty() && after.mode() == Sight.Mode.ASLEEP;
        }

        String why() {
            if (!failure.isEmpty()) {
                return failure;
            }
            return after.mode() == Sight.Mode.ASLEEP ? "it sleeps on" : after.why();
        }
    }
}

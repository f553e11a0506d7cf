package dev.headroom.receiver.standby;

import static java.util.Comparator.comparing;

import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the awake replicas down to a count: puts to sleep as many as may, and stops the others. Never puts to sleep one that has
 * a request, or whose server does not tell. That each is told to is written down before. Where none is too many, those go back to
 * sleep that should not be awake.
 */
record Lulling(ScalingTarget target, SleepingServers servers, Fence fence, ToldToSleep told, Crew crew, Manner manner) {
    private static final Logger LOG = LoggerFactory.getLogger(Lulling.class);

    /** What becomes of one that cannot be put to sleep. */
    enum Manner {
        /** It is stopped. */
        HASTY,
        /** It is waited for while it has requests; else it is stopped. */
        PATIENT,
        /** It is waited for while it has requests, or is not ready; it is never stopped. */
        SPARING
    }

    List<String> to(int replicas, Set<String> kept) throws TargetException {
        List<String> remarks = new ArrayList<>();
        List<String> stopped = new ArrayList<>();
        Set<String> sleepers = crew.toldSoFar();
        List<Replica> many = tooMany(replicas, kept);
        boolean strays = many.isEmpty() && manner == Manner.PATIENT;
        int beds = strays ? crew.bedsOfRoused() : crew.beds();
        for (Replica victim : strays ? crew.roused() : many) {
            mustHaveBed(victim, beds);
            Optional<String> problem = beds > 0 && isReady(victim) ? lull(victim, sleepers) : Optional.of("");
            mustSleep(victim, problem);
            if (problem.isEmpty()) {
                beds--;
            } else {
                stopped.add(victim.name());
                problem.filter(why -> !why.isEmpty())
                        .map(why -> victim.name() + " was not put to sleep but stopped: " + why)
                        .ifPresent(remarks::add);
            }
        }
        if (!stopped.isEmpty()) {
            remarks.addAll(stop(stopped));
        }
        return remarks;
    }

    private void mustHaveBed(Replica victim, int beds) throws TargetException {
        if (manner == Manner.SPARING && beds == 0) {
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    "%s was not put to sleep: host_memory holds no further one".formatted(victim.name()));
        }
        if (manner == Manner.SPARING && !isReady(victim)) {
            throw new TargetException(TargetException.Kind.CONFLICT, victim.condition());
        }
    }

    private void mustSleep(Replica victim, Optional<String> problem) throws TargetException {
        if (manner == Manner.SPARING && problem.isPresent()) {
            throw new TargetException(
                    TargetException.Kind.NEVER, "%s was not put to sleep: %s".formatted(victim.name(), problem.get()));
        }
    }

    /** As the platform tells, whatever its server does. */
    private boolean isReady(Replica victim) {
        return crew.seen().counting().stream()
                .anyMatch(replica -> replica.name().equals(victim.name()) && replica.ready());
    }

    /** The highest number first. */
    private List<Replica> tooMany(int replicas, Set<String> kept) {
        return crew.awake().stream()
                .sorted(comparing((Replica replica) -> !kept.contains(replica.name()))
                        .thenComparing(Replica::number))
                .skip(replicas)
                .sorted(comparing(Replica::number).reversed())
                .toList();
    }

    /** Empty where it sleeps; else why it does not. */
    private Optional<String> lull(Replica victim, Set<String> sleepers) throws TargetException {
        SleepingServer server = servers.of(crew.service().name(), victim);
        Sight before = server.look();
        if (!before.idle()) {
            String busy = before.requests().isPresent()
                    ? "%s has requests: %d"
                            .formatted(victim.name(), before.requests().getAsInt())
                    : "%s does not tell its requests: %s".formatted(victim.name(), before.why());
            if (manner != Manner.HASTY) {
                throw new TargetException(TargetException.Kind.CONFLICT, busy);
            }
            return Optional.of(busy);
        }
        sleepers.add(victim.name());
        told.are(crew.service().name(), sleepers);
        fence.mustHold("put %s to sleep".formatted(victim.name()));
        String failure = "its server is still awake";
        try {
            server.sleep(crew.service().sleepLevel());
        } catch (SleepException e) {
            failure = String.valueOf(e.getMessage());
        }
        Sight.Mode after = server.look().mode();
        if (after == Sight.Mode.ASLEEP) {
            LOG.info("put {} to sleep", victim.name());
            return Optional.empty();
        }
        if (manner == Manner.SPARING && after == Sight.Mode.AWAKE) { // it stays, and is told to no more
            sleepers.remove(victim.name());
            told.are(crew.service().name(), sleepers);
        }
        return Optional.of(failure);
    }

    private List<String> stop(List<String> victims) throws TargetException {
        Set<String> others = crew.seen().counting().stream()
                .map(Replica::name)
                .filter(name -> !victims.contains(name))
                .collect(Collectors.toSet());
        return target.stopOthers(crew.service(), others.size(), others);
    }
}

package dev.headroom.receiver.rollout;

import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rollout.Sight.Kind;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Place;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Does the steps of a rollout that change the count: there, and back. */
record ScalingPerformer(ScalingTarget target, Recheck recheck, ServicePolicy service, Replicas replicas) {

    /** A down starts nobody: where so many are lost that fewer are left than it leads to, nobody need be stopped either. */
    Sight scale(Rollout rollout, Observation seen) throws TargetException {
        int to = rollout.action().to();
        Optional<Sight> undrained = undrained(rollout, seen);
        if (undrained.isPresent()) {
            return undrained.get();
        }
        if (rollout.action().direction() == Direction.DOWN) {
            return seen.counting().size() < to && !seen.platform().atOnce()
                    ? Sight.done()
                    : Sight.done(String.join("; ", down(rollout, to)));
        }
        if (service.standby() != null && seen.counting().size() >= to) { // an up puts nobody to sleep
            return Sight.done();
        }
        return Sight.done(String.join("; ", up(rollout, to)));
    }

    private List<String> down(Rollout rollout, int to) throws TargetException {
        return rollout.action().source().sleeps()
                ? target.putToSleep(service, to, rollout.kept())
                : target.stopOthers(service, to, rollout.kept());
    }

    private List<String> up(Rollout rollout, int to) throws TargetException {
        List<Place> places = places(rollout.seats());
        return rollout.action().source().wakes()
                ? target.wake(service, to, rollout.kept(), places)
                : target.scaleTo(service, to, rollout.kept(), places);
    }

    /** After an up only what is new goes; after a down the memory may be another's by now. */
    Sight restore(Rollout rollout, Observation seen) throws TargetException {
        Optional<Sight> undrained = undrained(rollout, seen);
        if (undrained.isPresent()) {
            return undrained.get();
        }
        int from = rollout.action().from();
        List<Seat> seats = List.of();
        Set<String> kept = rollout.kept();
        if (service.gpu().check() && seen.counting().size() < from) {
            Room room = recheck.room(service, seen, from);
            if (!room.fits()) {
                return Sight.waits(room.detail());
            }
            seats = room.seats();
            kept = Replicas.names(seen.counting()); // the seats are for others than those that are there
        }
        return Sight.done(String.join("; ", target.scaleTo(service, from, kept, places(seats))));
    }

    /**
     * Whoever is about to be put to sleep is told to take no work, whoever came back meanwhile or was given some: a sleeper is
     * still there, and would be sent requests. What that waits for, or empty.
     */
    private Optional<Sight> undrained(Rollout rollout, Observation seen) {
        boolean lulls = service.standby() != null
                && (rollout.action().direction() == Direction.DOWN) == (rollout.phase() == Phase.SCALING);
        return lulls && replicas.drains()
                ? Stream.of(replicas.takeNoWork(seen.roused()), replicas.drained(seen, rollout.kept()))
                        .filter(told -> told.kind() != Kind.DONE)
                        .findFirst()
                : Optional.empty();
    }

    private static List<Place> places(List<Seat> seats) {
        return Seat.onGpus(seats).stream()
                .map(seat -> new Place(seat.uuid(), seat.sleeper()))
                .toList();
    }
}

package dev.headroom.receiver.decision;

import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.policy.Standby;
import java.util.Optional;

/**
 * Why a person's order to wake, or to put to sleep, cannot be carried out by that alone. An order of a count starts and stops
 * replicas as well.
 */
record StandbyGuard(ServiceState state) {

    /** With what does it instead; empty where it can, and where it is no such order. */
    Optional<String> refusal(Proposal proposal) {
        if (proposal.source().wakes()) {
            return tooFewSleep(proposal);
        }
        return proposal.source().sleeps() ? tooManySleep(proposal) : Optional.empty();
    }

    private Optional<String> tooFewSleep(Proposal proposal) {
        if (proposal.service().standby() == null && asleep() == 0) {
            return Optional.of(noStandby());
        }
        return proposal.to() - state.alive() <= asleep()
                ? Optional.empty()
                : Optional.of("%d awake and %d asleep: wake starts none, headroom scale %s %d does"
                        .formatted(state.alive(), asleep(), state.service(), proposal.to()));
    }

    private Optional<String> tooManySleep(Proposal proposal) {
        Standby standby = proposal.service().standby();
        if (standby == null) {
            return Optional.of(noStandby());
        }
        return state.alive() - proposal.to() <= standby.beds(asleep())
                ? Optional.empty()
                : Optional.of(
                        "%d asleep, and host_memory holds %d: sleep stops none, headroom scale %s %d does; or raise host_memory"
                                .formatted(asleep(), standby.most(), state.service(), proposal.to()));
    }

    private String noStandby() {
        return "its replicas do not sleep: the policy has no standby for " + state.service();
    }

    private int asleep() {
        return state.target().sleepers().size();
    }

    /** Whether there is room for all that are to wake only if some of them are started elsewhere. */
    boolean startsAnew(Proposal proposal, Room room) {
        return proposal.source().wakes()
                && refusal(proposal).isEmpty()
                && Seat.onGpus(room.seats()).stream()
                        .anyMatch(seat -> seat.sleeper().isEmpty());
    }
}

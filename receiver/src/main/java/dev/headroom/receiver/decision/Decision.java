package dev.headroom.receiver.decision;

import dev.headroom.receiver.gpu.Seat;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is done about one service now, with every guard's verdict. */
public sealed interface Decision {

    String service();

    Reason reason();

    /** The wishes that want something else than what is done, the most urgent first. */
    List<Proposal> against();

    /** In the guards' order, also those after the first refusal; where nothing was proposed, an override and blindness. */
    List<Verdict> verdicts();

    /**
     * Scale to an absolute count, so that a repeated call has one effect.
     *
     * @param seats the places of the new replicas on GPUs; empty where none is looked at
     * @param stay names of the replicas that a down leaves; empty where its sequence chooses them
     * @param against the wishes that want something else
     */
    record Scale(Proposal proposal, List<Verdict> verdicts, List<Seat> seats, List<String> stay, List<Proposal> against)
            implements Decision {
        public Scale {
            verdicts = List.copyOf(verdicts);
            seats = List.copyOf(seats);
            stay = List.copyOf(stay);
            against = List.copyOf(against);
        }

        Scale on(List<Seat> places) {
            return new Scale(proposal, verdicts, places, stay, against);
        }

        /** The count now. */
        public int from() {
            return proposal.current();
        }

        @Override
        public String service() {
            return proposal.service().name();
        }

        public int to() {
            return proposal.to();
        }

        @Override
        public Reason reason() {
            return Reason.of(proposal.source());
        }
    }

    /**
     * Leave the count as it is.
     *
     * @param replicas the count now
     * @param wanted the most urgent wish that was refused, or the one that keeps the count; null where none is
     * @param until the first instant at which this could change by time alone; null where none is known
     * @param against the wishes that want something else
     */
    record Hold(
            String service,
            int replicas,
            Reason reason,
            @Nullable Proposal wanted,
            List<Verdict> verdicts,
            @Nullable Instant until,
            List<Proposal> against)
            implements Decision {
        public Hold {
            verdicts = List.copyOf(verdicts);
            against = List.copyOf(against);
        }

        /** The up, where nothing but GPU memory speaks against it; empty for all others. */
        public Optional<Proposal> lacksOnlyRoom() {
            return Optional.ofNullable(wanted)
                    .filter(Proposal::up)
                    .filter(proposal -> verdicts.stream()
                            .filter(Verdict::refused)
                            .allMatch(refusal -> refusal.guard() == Guard.VRAM));
        }
    }
}

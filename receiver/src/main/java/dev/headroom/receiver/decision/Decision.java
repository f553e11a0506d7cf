package dev.headroom.receiver.decision;

import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.policy.Priority;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is done about one service now, with every guard's verdict. */
public sealed interface Decision {

    String service();

    Reason reason();

    /** In the guards' order, also those after the first refusal; where nothing was proposed, at most an override. */
    List<Verdict> verdicts();

    /**
     * Scale to an absolute count, so that a repeated call has one effect.
     *
     * @param from the count now
     * @param cancels the action in flight that this one takes back first; null for none
     * @param seats the places of the new replicas on GPUs; empty where none is looked at
     */
    record Scale(
            int from,
            Proposal proposal,
            List<Verdict> verdicts,
            @Nullable Action cancels,
            List<Seat> seats) implements Decision {
        public Scale {
            verdicts = List.copyOf(verdicts);
            seats = List.copyOf(seats);
        }

        Scale on(List<Seat> places) {
            return new Scale(from, proposal, verdicts, cancels, places);
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
            return switch (proposal.source().kind()) {
                case TRIGGER -> Reason.TRIGGER;
                case MATRIX -> Reason.MATRIX;
                case SCHEDULE -> Reason.SCHEDULE;
                case OVERRIDE -> Reason.OVERRIDE;
                case MANUAL -> Reason.MANUAL;
                case FOREIGN -> throw new IllegalStateException("nobody proposes what somebody else did");
            };
        }
    }

    /**
     * Leave the count as it is.
     *
     * @param replicas the count now
     * @param wanted the most urgent proposal that was refused; null where nothing was proposed
     * @param until the first instant at which this could change by time alone; null where none is known
     */
    record Hold(
            String service,
            int replicas,
            Reason reason,
            @Nullable Proposal wanted,
            List<Verdict> verdicts,
            @Nullable Instant until)
            implements Decision {
        public Hold {
            verdicts = List.copyOf(verdicts);
        }

        /** The most urgent kind of up, where nothing but GPU memory speaks against it; empty for all others. */
        public Optional<Proposal> lacksOnlyRoom() {
            return Optional.ofNullable(wanted)
                    .filter(proposal -> proposal.up() && proposal.priority() == Priority.P0)
                    .filter(proposal -> verdicts.stream()
                            .filter(Verdict::refused)
                            .allMatch(refusal -> refusal.guard() == Guard.VRAM));
        }
    }
}

package dev.headroom.receiver.decision;

import java.time.Instant;
import java.util.List;
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
     */
    record Scale(
            int from,
            Proposal proposal,
            List<Verdict> verdicts,
            @Nullable Action cancels) implements Decision {
        public Scale {
            verdicts = List.copyOf(verdicts);
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
    }
}

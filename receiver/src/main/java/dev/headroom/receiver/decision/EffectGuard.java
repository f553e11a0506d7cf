package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Verdict.pass;
import static dev.headroom.receiver.decision.Verdict.refuse;

import java.util.stream.Collectors;

/** The guard that asks whether more replicas help. */
record EffectGuard(Trials trials) {

    private static final String BELIEVED_AGAIN = "; it is believed again once that has ended, or load is seen";

    private static final String NO_HOLD = " does not hold it: ";

    Verdict verdict(Proposal proposal) {
        if (!proposal.up()) {
            return pass(Guard.EFFECT, heldByNone(proposal));
        }
        return trials.doubt(proposal)
                .map(doubt -> refuse(Guard.EFFECT, doubt.inWords() + BELIEVED_AGAIN, null))
                .orElse(pass(Guard.EFFECT, "nothing tells that replicas do not help"));
    }

    /** Whether it tells of ups that do not keep a down from being done. */
    static boolean tellsOfDoubt(Verdict verdict) {
        return verdict.guard() == Guard.EFFECT
                && verdict.passed()
                && verdict.detail().contains(NO_HOLD);
    }

    private String heldByNone(Proposal down) {
        String doubted = trials.doubts(down.service().name()).entrySet().stream()
                .map(entry -> entry.getKey() + NO_HOLD + entry.getValue().inWords())
                .collect(Collectors.joining("; "));
        return doubted.isEmpty() ? "for ups only" : doubted;
    }
}

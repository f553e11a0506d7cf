package dev.headroom.receiver.app;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Reason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which refusals say something new: the same one comes with every evaluation, as long as it lasts. */
final class NewRefusals {
    private final Map<String, Explanation> told = new ConcurrentHashMap<>();

    /** Whether it is a refusal, and another one than the service's latest. */
    boolean has(Explanation explanation) {
        String service = explanation.service();
        if (explanation.outcome() == Explanation.Outcome.SCALE || explanation.reason() == Reason.STEADY) {
            told.remove(service);
            return false;
        }
        boolean refused = explanation.verdicts().stream().anyMatch(verdict -> !verdict.passed());
        Explanation before = told.get(service);
        if (!refused || (before != null && before.saysTheSameAs(explanation))) {
            return false;
        }
        told.put(service, explanation);
        return true;
    }
}

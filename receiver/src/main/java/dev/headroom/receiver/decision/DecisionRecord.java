package dev.headroom.receiver.decision;

import java.time.Instant;
import java.util.List;

/**
 * A line of the history.
 *
 * @param id grows with time
 * @param result how the action ended, lower case; empty for a hold
 * @param detail what its rollout had to say of that, or says now; may be empty
 * @param steps the phases of its rollout, in order; none for a hold
 */
public record DecisionRecord(long id, Explanation explanation, String result, String detail, List<Step> steps) {

    public DecisionRecord {
        steps = List.copyOf(steps);
    }

    /** A decision without an action. */
    public static DecisionRecord hold(long id, Explanation explanation) {
        return new DecisionRecord(id, explanation, "", "", List.of());
    }

    /** A phase that was entered. */
    public record Step(String phase, Instant entered) {}
}

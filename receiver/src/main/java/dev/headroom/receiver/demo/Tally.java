package dev.headroom.receiver.demo;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What came of the day. */
final class Tally {

    private final ScalingPolicy policy;
    private final Map<Phase, Integer> actions = new TreeMap<>();
    private final Map<String, Integer> refusals = new TreeMap<>();
    private final Map<String, Double> replicaHours = new HashMap<>();
    private final Map<String, Double> hours = new HashMap<>();
    private final Map<String, Instant> last = new HashMap<>();

    Tally(ScalingPolicy policy) {
        this.policy = policy;
    }

    /** Adds the time since a service's judgement before, at the count it has. */
    void count(Explanation explanation) {
        Instant before = last.put(explanation.service(), explanation.at());
        if (before != null) {
            double passed = Duration.between(before, explanation.at()).toMillis() / 3_600_000.0;
            hours.merge(explanation.service(), passed, Double::sum);
            replicaHours.merge(explanation.service(), passed * explanation.from(), Double::sum);
        }
    }

    /** Counts a decision that says something new. */
    void decision(Explanation explanation) {
        boolean refused = explanation.outcome() == Outcome.HOLD && explanation.reason() != Reason.STEADY;
        if (refused) {
            refusals.merge(explanation.reason().word(), 1, Integer::sum);
        }
    }

    void ended(Rollout rollout) {
        actions.merge(rollout.phase(), 1, Integer::sum);
    }

    void print(PrintStream out) {
        out.println();
        out.println("The day in numbers");
        out.println("  actions: " + actions.getOrDefault(Phase.DONE, 0) + " done, "
                + actions.getOrDefault(Phase.FAILED, 0) + " failed, " + actions.getOrDefault(Phase.CANCELLED, 0)
                + " taken back");
        out.println("  refusals by reason: " + refusals);
        out.println("  replica hours:");
        policy.services().values().forEach(service -> {
            double used = replicaHours.getOrDefault(service.name(), 0.0);
            double atMost =
                    hours.getOrDefault(service.name(), 0.0) * service.replicas().max();
            out.printf("    %-12s %6.1f, always at its maximum %6.1f%n", service.name(), used, atMost);
        });
    }
}

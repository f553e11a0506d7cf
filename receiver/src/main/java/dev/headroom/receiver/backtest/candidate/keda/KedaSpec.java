package dev.headroom.receiver.backtest.candidate.keda;

import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import java.util.List;
import java.util.Optional;

/**
 * What a ScaledObject says. Times are in seconds.
 *
 * @param polling between two looks at whether a trigger is active
 * @param cooldown without an active trigger, after which nothing is left running, where that is allowed
 * @param initialCooldown from the beginning, before which the cooldown does not begin
 * @param toZero whether nothing may be left running
 * @param hpa what KEDA makes of it for Kubernetes, whose metrics are those of the triggers, in their order
 */
public record KedaSpec(
        int polling,
        int cooldown,
        int initialCooldown,
        boolean toZero,
        Optional<Fallback> fallback,
        List<Trigger> triggers,
        HpaSpec hpa) {

    public KedaSpec {
        triggers = List.copyOf(triggers);
    }

    /**
     * A trigger.
     *
     * @param query in PromQL; empty where it is the utilisation of a resource
     * @param activation a value above it makes the trigger active
     * @param emptyIsZero whether a query without an answer counts as 0, or else as a failure
     * @param cached whether Kubernetes is told what was seen at the last poll
     */
    public record Trigger(
            String name, Metric metric, String query, double activation, boolean emptyIsZero, boolean cached) {}

    /** What is done where triggers fail, more than {@code failures} times one after the other. */
    public record Fallback(int failures, int replicas) {}
}

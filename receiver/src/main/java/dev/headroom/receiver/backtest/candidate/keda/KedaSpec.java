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
            String name, Metric metric, String query, double activation, boolean emptyIsZero, boolean cached) {
        private Trigger with(double target) {
            return new Trigger(name, new Metric(metric.kind(), target), query, activation, emptyIsZero, cached);
        }
    }

    /** The same with another polling interval. */
    public KedaSpec withPolling(int seconds) {
        return new KedaSpec(seconds, cooldown, initialCooldown, toZero, fallback, triggers, hpa);
    }

    /** The same with another cooldown. */
    public KedaSpec withCooldown(int seconds) {
        return new KedaSpec(polling, seconds, initialCooldown, toZero, fallback, triggers, hpa);
    }

    /** The same with another target of the triggers that ask a query, or of those that read a resource, a ratio. */
    public KedaSpec with(boolean queries, double target) {
        List<Trigger> others = triggers.stream()
                .map(trigger -> trigger.query().isEmpty() == queries ? trigger : trigger.with(target))
                .toList();
        return new KedaSpec(polling, cooldown, initialCooldown, toZero, fallback, others, hpa.with(queries, target));
    }

    /** What is done where triggers fail, more than {@code failures} times one after the other. */
    public record Fallback(int failures, int replicas) {}
}

package dev.headroom.receiver.backtest.candidate.hpa;

import java.util.List;

/**
 * What a manifest of a HorizontalPodAutoscaler says.
 *
 * @param metrics at least one
 */
public record HpaSpec(int min, int max, List<Metric> metrics, Behavior up, Behavior down) {

    public HpaSpec {
        metrics = List.copyOf(metrics);
    }

    /**
     * A metric with its target.
     *
     * @param target of utilisation as a ratio, 0 to 1; of the queue as waiting requests
     */
    public record Metric(Kind kind, double target) {}

    /** What is measured, and how it becomes a count. */
    public enum Kind {
        /** Of a resource, on average of the pods. */
        UTILISATION,
        /** {@code Pods}: on average of the pods, each of which tells the one queue that all of them share. */
        PODS_QUEUE,
        /** {@code External} or {@code Object} with {@code averageValue}: the queue divided by the pods. */
        SHARED_QUEUE,
        /** {@code External} or {@code Object} with {@code value}: the queue itself. */
        WHOLE_QUEUE;

        boolean isQueue() {
            return this != UTILISATION;
        }
    }

    /**
     * How quickly the count may change in one direction.
     *
     * @param stabilization seconds of recommendations of which the safest counts
     * @param policies each limits the change; which of them holds, {@code select} says
     */
    public record Behavior(int stabilization, List<Policy> policies, Select select) {
        public static final Behavior UP =
                new Behavior(0, List.of(new Policy(Unit.PERCENT, 100, 15), new Policy(Unit.PODS, 4, 15)), Select.MAX);
        public static final Behavior DOWN = new Behavior(300, List.of(new Policy(Unit.PERCENT, 100, 15)), Select.MAX);

        public Behavior {
            policies = List.copyOf(policies);
        }
    }

    /** At most so many pods, or so many percent, within the last {@code period} seconds. */
    public record Policy(Unit unit, int value, int period) {}

    /** Of a policy's value. */
    public enum Unit {
        PODS,
        PERCENT
    }

    /** Which policy holds: the one that allows most, least, or none at all. */
    public enum Select {
        MAX,
        MIN,
        DISABLED
    }

    /** The same with another target of the queue, or of utilisation. */
    public HpaSpec with(boolean queue, double target) {
        List<Metric> others = metrics.stream()
                .map(metric -> metric.kind().isQueue() == queue ? new Metric(metric.kind(), target) : metric)
                .toList();
        return new HpaSpec(min, max, others, up, down);
    }
}

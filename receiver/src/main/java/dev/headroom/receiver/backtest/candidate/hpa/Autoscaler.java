package dev.headroom.receiver.backtest.candidate.hpa;

import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Behavior;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Policy;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Select;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Unit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.IntStream;

/**
 * The algorithm that Kubernetes documents: the ratio of metric to target with its tolerance, the largest of several
 * metrics, the stabilization windows, then the policies. Times are in seconds.
 */
public final class Autoscaler {

    /** A ratio that is no further from 1 changes nothing. */
    private static final double TOLERANCE = 0.1 + 1e-9;

    private static final int LONGEST = 3600;

    private final HpaSpec spec;
    private final Deque<Recommendation> recommendations = new ArrayDeque<>();
    private final Deque<Change> changes = new ArrayDeque<>();

    private record Recommendation(double at, int replicas) {}

    /** {@code by} is negative for a scale-down. */
    private record Change(double at, int by) {}

    /**
     * What is measured at one instant.
     *
     * @param replicas the present count
     * @param ready of them
     * @param utilisation of the ready ones on average, 0 to 1; NaN where none is ready
     * @param queue requests that wait for all of them together
     */
    public record Reading(int replicas, int ready, double utilisation, double queue) {}

    public Autoscaler(HpaSpec spec) {
        this.spec = spec;
    }

    /** The count to set now. */
    public int decide(double now, Reading reading) {
        return decide(now, reading.replicas(), wanted(reading));
    }

    /** The same where the metrics ask for so many. */
    public int decide(double now, int current, int asked) {
        int wanted = bounded(current);
        if (wanted == current) {
            wanted = limited(stabilized(now, current, asked), now, current);
        }
        if (wanted != current) {
            changes.addLast(new Change(now, wanted - current));
        }
        forget(now);
        return wanted;
    }

    /** What the metrics ask for: the most of what each does. */
    int wanted(Reading reading) {
        return spec.metrics().stream()
                .mapToInt(metric -> wanted(metric, reading))
                .max()
                .orElse(reading.replicas());
    }

    /** What one metric asks for. */
    public static int wanted(Metric metric, Reading reading) {
        double target = metric.target();
        return switch (metric.kind()) {
            case UTILISATION -> byPods(reading.utilisation() / target, false, reading);
            case PODS_QUEUE -> byPods(reading.queue() / target, true, reading);
            case SHARED_QUEUE ->
                near(reading.queue() / (target * reading.replicas()))
                        ? reading.replicas()
                        : ceil(reading.queue() / target);
            case WHOLE_QUEUE ->
                near(reading.queue() / target) ? reading.replicas() : ceil(reading.queue() / target * reading.ready());
        };
    }

    /**
     * By the mean of the ready pods. Those that are not ready count as 0 where the ready ones ask for more; where these ask for
     * less they count as at the target, or not at all.
     *
     * @param ratio of that mean to the target; NaN where none is ready
     * @param missing whether pods that are not ready tell nothing; else they tell what does not count yet
     */
    private static int byPods(double ratio, boolean missing, Reading reading) {
        int replicas = reading.replicas();
        int unready = replicas - reading.ready();
        if (Double.isNaN(ratio) || reading.ready() == 0) {
            return replicas;
        }
        if (unready == 0 || (ratio <= 1 && !missing)) {
            return near(ratio) ? replicas : ceil(ratio * reading.ready());
        }
        double all = (ratio * reading.ready() + (ratio < 1 ? unready : 0)) / replicas;
        boolean turned = (ratio < 1 && all > 1) || (ratio > 1 && all < 1);
        int count = ceil(all * replicas);
        boolean against = (all < 1 && count > replicas) || (all > 1 && count < replicas);
        return near(all) || turned || against ? replicas : count;
    }

    private static boolean near(double ratio) {
        return Math.abs(ratio - 1) <= TOLERANCE;
    }

    private static int ceil(double replicas) {
        return (int) Math.ceil(replicas - 1e-9);
    }

    private int stabilized(double now, int current, int wanted) {
        recommendations.addLast(new Recommendation(now, wanted));
        int least = recent(now, spec.up()).min().orElse(wanted);
        int most = recent(now, spec.down()).max().orElse(wanted);
        int stable = Math.max(current, Math.min(least, wanted));
        return Math.min(stable, Math.max(most, wanted));
    }

    private IntStream recent(double now, Behavior behavior) {
        return recommendations.stream()
                .filter(known -> known.at() > now - behavior.stabilization())
                .mapToInt(Recommendation::replicas);
    }

    private int limited(int wanted, double now, int current) {
        if (wanted > current) {
            int limit = Math.max(current, most(now, current));
            return Math.min(wanted, Math.min(limit, spec.max()));
        }
        if (wanted < current) {
            int limit = Math.min(current, least(now, current));
            return Math.max(wanted, Math.max(limit, spec.min()));
        }
        return wanted;
    }

    private int most(double now, int current) {
        if (spec.up().select() == Select.DISABLED) {
            return current;
        }
        IntStream limits = spec.up().policies().stream().mapToInt(policy -> {
            int before = before(now, current, policy);
            return policy.unit() == Unit.PODS ? before + policy.value() : ceil(before * (1 + policy.value() / 100.0));
        });
        return (spec.up().select() == Select.MAX ? limits.max() : limits.min()).orElse(spec.max());
    }

    private int least(double now, int current) {
        if (spec.down().select() == Select.DISABLED) {
            return current;
        }
        IntStream limits = spec.down().policies().stream().mapToInt(policy -> {
            int before = before(now, current, policy);
            return policy.unit() == Unit.PODS ? before - policy.value() : (int) (before * (1 - policy.value() / 100.0));
        });
        return (spec.down().select() == Select.MAX ? limits.min() : limits.max()).orElse(spec.min());
    }

    /** The count at the beginning of the policy's period. */
    private int before(double now, int current, Policy policy) {
        return current
                - changes.stream()
                        .filter(change -> change.at() > now - policy.period())
                        .mapToInt(Change::by)
                        .sum();
    }

    private int bounded(int count) {
        return Math.max(spec.min(), Math.min(spec.max(), count));
    }

    private void forget(double now) {
        recommendations.removeIf(known -> known.at() <= now - LONGEST);
        changes.removeIf(change -> change.at() <= now - LONGEST);
    }
}

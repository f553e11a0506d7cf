package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.backtest.candidate.hpa.Autoscaler;
import dev.headroom.receiver.backtest.candidate.hpa.Autoscaler.Reading;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Behavior;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Kind;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Policy;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Select;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Unit;
import dev.headroom.receiver.backtest.model.Objective;
import dev.headroom.receiver.policy.ReplicaLimits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The control law that llm-d publishes ("SLO-Aware Autoscaling with KEDA", as of its commit a7922ed): the latencies of 90 of 100
 * requests of the last minute against what they should be, smoothed, become a count, which KEDA's autoscaler of Kubernetes takes.
 * The latencies are those that were measured, not llm-d's predicted ones.
 */
final class LlmdScaler implements Scaler {

    private static final int PERIOD = 15;
    private static final int WINDOW = 60;
    private static final int SMOOTHED = 45 / PERIOD;
    private static final double CLAMP = 2;
    private static final double UP = 0.55;
    private static final double DOWN = 0.40;
    private static final Metric COUNT = new Metric(Kind.SHARED_QUEUE, 1);
    private static final Behavior BURST =
            new Behavior(30, List.of(new Policy(Unit.PERCENT, 100, 60), new Policy(Unit.PODS, 4, 60)), Select.MAX);
    private static final Behavior DRAIN = new Behavior(180, List.of(new Policy(Unit.PODS, 1, 120)), Select.MAX);

    /** What llm-d publishes its figures for. */
    private static final Objective.Stream USUAL = new Objective.Stream(3, 0.1);

    private final Objective.Stream objective;
    private final Autoscaler autoscaler;
    private final World world;
    private final int max;
    private final Deque<Double> saturations = new ArrayDeque<>();

    /** @param objective what is asked of tokens, or else 3 s to the first and 100 ms from one to the next */
    LlmdScaler(Objective objective, ReplicaLimits limits, World world) {
        this.objective = objective instanceof Objective.Stream stream ? stream : USUAL;
        this.autoscaler = new Autoscaler(new HpaSpec(limits.min(), limits.max(), List.of(COUNT), BURST, DRAIN));
        this.world = world;
        this.max = limits.max();
    }

    @Override
    public void step(long seconds) {
        if (seconds % PERIOD != 0) {
            return;
        }
        saturations.addLast(Math.min(CLAMP, saturation()));
        if (saturations.size() > SMOOTHED) {
            saturations.removeFirst();
        }
        double smoothed =
                saturations.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        int count = world.model().count();
        int ready = world.model().ready();
        int wanted = Autoscaler.wanted(COUNT, new Reading(count, ready, Double.NaN, desired(smoothed, count, ready)));
        String why = String.format(Locale.ROOT, "llm-d: saturation %.2f", smoothed);
        world.scaleTo(autoscaler.decide((double) seconds, count, wanted), Set.of(), why);
    }

    /** The worst of both latencies, as a share of what it should be; 0 without traffic. */
    private double saturation() {
        double ttft = world.meters().p90Ttft(WINDOW) / objective.ttft();
        double tpot = world.meters().p90Tpot(WINDOW) / objective.tpot();
        return Math.max(Double.isNaN(ttft) ? 0 : ttft, Double.isNaN(tpot) ? 0 : tpot);
    }

    /**
     * The formula.
     *
     * @param saturation smoothed
     * @param count replicas that there are
     * @param ready of them; fewer discount an up by what is on its way
     */
    static int desired(double saturation, int count, int ready) {
        if (saturation > UP) {
            double credit = ready > 0 && ready < count ? (double) ready / count : 1;
            return count + (int) Math.ceil(count * (saturation * credit / UP - 1) - 1e-9);
        }
        return saturation < DOWN ? count - (int) Math.floor(count * (1 - saturation / DOWN) + 1e-9) : count;
    }

    @Override
    public int rhythm() {
        return PERIOD;
    }

    @Override
    public int max() {
        return max;
    }
}

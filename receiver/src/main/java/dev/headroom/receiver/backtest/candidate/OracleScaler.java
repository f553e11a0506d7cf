package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.backtest.model.Work;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.policy.ServicePolicy;
import java.util.Set;

/**
 * One that knows what comes: at every minute as many replicas as its work fills to a share of what they can do, begun a warm-up
 * earlier, within the policy's limits. What nobody can do is a measure of what can be done.
 */
final class OracleScaler implements Scaler {

    private static final int MINUTE = 60;

    private final World world;
    private final int min;
    private final int max;
    private final int ahead;
    private final int[] needed;

    /** @param fill ratio over 0, up to 1 */
    OracleScaler(double fill, Trace trace, Work capacity, ServicePolicy service, World world) {
        this.world = world;
        this.min = service.replicas().min();
        this.max = service.replicas().max();
        this.ahead = (int) Math.ceil(service.timings().warmup().toSeconds() / (double) MINUTE);
        double[] work = new double[(int) (trace.seconds() / MINUTE) + 1];
        trace.requests().forEach(request -> work[(int) (request.at() / MINUTE)] += capacity.share(request));
        this.needed = new int[work.length];
        for (int minute = 0; minute < work.length; minute++) {
            double replicas = work[minute] / MINUTE / fill;
            needed[minute] = Math.max(min, Math.min(max, (int) Math.ceil(replicas)));
        }
    }

    @Override
    public void step(long seconds) {
        int now = (int) (seconds / MINUTE);
        int count = min;
        for (int minute = now; minute <= Math.min(now + ahead, needed.length - 1); minute++) {
            count = Math.max(count, needed[minute]);
        }
        world.scaleTo(count, Set.of(), "the oracle knows what comes");
    }

    @Override
    public int rhythm() {
        return MINUTE;
    }

    @Override
    public int max() {
        return max;
    }
}

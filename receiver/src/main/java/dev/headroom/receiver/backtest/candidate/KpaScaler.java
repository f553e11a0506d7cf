package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.backtest.candidate.knative.Kpa;
import dev.headroom.receiver.backtest.candidate.knative.KpaSpec;
import java.util.Arrays;
import java.util.Set;

/** Knative's pod autoscaler, which sees its pods each second and decides every other. */
final class KpaScaler implements Scaler {

    private static final int TICK = 2;

    private final KpaSpec spec;
    private final World world;
    private final Kpa autoscaler;

    KpaScaler(KpaSpec spec, World world) {
        this.spec = spec;
        this.world = world;
        this.autoscaler = new Kpa(spec, world.model().ready());
    }

    @Override
    public void step(long seconds) {
        int requests = Arrays.stream(world.model().busy()).sum() + world.model().waiting();
        autoscaler.observe(requests);
        if (seconds % TICK == 0) {
            int count = autoscaler.decide((double) seconds, world.model().ready());
            world.scaleTo(count, Set.of(), "KPA: " + requests + " requests at once");
        }
    }

    @Override
    public int rhythm() {
        return 1;
    }

    @Override
    public int max() {
        return spec.max() == 0 ? Integer.MAX_VALUE : spec.max();
    }
}

package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.backtest.candidate.hpa.Autoscaler;
import dev.headroom.receiver.backtest.candidate.hpa.Autoscaler.Reading;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec;
import java.util.Locale;
import java.util.Set;

/** A HorizontalPodAutoscaler, asked as often as Kubernetes asks. */
final class HpaScaler implements Scaler {

    private static final int PERIOD = 15;

    /** Over so many seconds Kubernetes' metrics are means. */
    private static final int WINDOW = 120;

    private final HpaSpec spec;
    private final Autoscaler autoscaler;
    private final World world;

    HpaScaler(HpaSpec spec, World world) {
        this.spec = spec;
        this.autoscaler = new Autoscaler(spec);
        this.world = world;
    }

    @Override
    public void step(long seconds) {
        if (seconds % PERIOD == 0) {
            Reading reading = new Reading(
                    world.model().count(),
                    world.model().ready(),
                    world.meters().utilisation(WINDOW),
                    world.model().waiting());
            int count = autoscaler.decide(world.model().now(), reading);
            world.scaleTo(count, Set.of(), words(reading));
        }
    }

    private static String words(Reading reading) {
        return String.format(
                Locale.ROOT, "HPA: utilisation %.0f %%, queue %.0f", reading.utilisation() * 100, reading.queue());
    }

    @Override
    public int rhythm() {
        return PERIOD;
    }

    @Override
    public int max() {
        return spec.max();
    }
}

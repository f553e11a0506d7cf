package dev.headroom.ttltuner.tuning;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.tuning.Reading.Window;

/** Whether a curve may be believed, and by how much it errs, judged by the hit rate that was measured. */
final class Trust {
    private static final double LEARN = 0.1;
    private static final double FULL_SAMPLE_BIAS = 0.05;
    private static final double PARTIAL_SAMPLE_BIAS = 0.30;
    private static final double LOST = 0.15;
    private static final double LEAST_FEED = 0.5;

    private Trust() {}

    /**
     * A feed of half the lookups or less, or one whose own last minutes are far from what is measured, is a feed of something
     * else. What is remembered does not count here: after a scan it is far from both. Nor does a window that is much shorter than those
     * minutes: a burst fills it.
     */
    static boolean holds(HitCurve curve, Window window, ModeState state, int ttl) {
        if (window.lookups() < StepLaw.ENOUGH_LOOKUPS
                || window.length().compareTo(curve.feed().block()) < 0) {
            return true;
        }
        boolean fed = curve.latest().feed().perSecond() >= LEAST_FEED * window.perSecond();
        return fed
                && (!judges(window, state)
                        || curve.latest().horizon() < ttl
                        || Math.abs(error(curve.latest(), window, ttl) - bias(curve, state.bias())) <= LOST);
    }

    /** By how much the feed's own last minutes differ from what was measured in them: what changes later is no error. */
    static double learned(HitCurve curve, Window window, ModeState state, int ttl) {
        if (!judges(window, state)) {
            return state.bias();
        }
        double bias = state.bias() + LEARN * (error(curve.latest(), window, ttl) - state.bias());
        return bias(curve, bias);
    }

    private static double bias(HitCurve curve, double bias) {
        double most = curve.feed().oneIn() == 1 ? FULL_SAMPLE_BIAS : PARTIAL_SAMPLE_BIAS;
        return Math.max(-most, Math.min(most, bias));
    }

    private static boolean judges(Window window, ModeState state) {
        return window.lookups() >= StepLaw.ENOUGH_LOOKUPS && !window.since().isBefore(state.settledAt());
    }

    private static double error(HitCurve curve, Window window, int ttl) {
        return window.hitRate() - curve.rate(ttl);
    }
}

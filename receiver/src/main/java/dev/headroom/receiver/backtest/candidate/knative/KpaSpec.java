package dev.headroom.receiver.backtest.candidate.knative;

import java.util.Map;

/**
 * How Knative's autoscaler is set. Times are in seconds.
 *
 * @param max 0 for no limit
 * @param target requests at once that a pod should work on, on average
 * @param window of the stable mode
 * @param panicWindow of the panic mode
 * @param panicThreshold so many times more pods than are ready begin the panic mode
 * @param maxUp the count grows at most to so many times the ready ones
 * @param maxDown the count falls at most to the ready ones divided by it
 * @param scaleDownDelay for which fewer must have been wanted
 * @param activation the least count where there is any
 */
public record KpaSpec(
        int min,
        int max,
        double target,
        int window,
        int panicWindow,
        double panicThreshold,
        double maxUp,
        double maxDown,
        int scaleDownDelay,
        int activation) {

    public static final double TARGET_UTILISATION = 0.7;
    private static final int WINDOW = 60;

    /** As Knative is installed, for pods that work on {@code concurrency} requests at once. */
    public static KpaSpec usual(int min, int max, int concurrency) {
        return new KpaSpec(min, max, concurrency * TARGET_UTILISATION, WINDOW, WINDOW / 10, 2, 1000, 2, 0, 1);
    }

    /** What may be tried otherwise; times in seconds. */
    public enum Setting {
        TARGET,
        /** The panic window stays the same share of it. */
        WINDOW,
        PANIC_THRESHOLD,
        SCALE_DOWN_DELAY
    }

    /** The same with other settings. */
    public KpaSpec with(Map<Setting, Double> others) {
        int stable = others.getOrDefault(Setting.WINDOW, (double) window).intValue();
        return new KpaSpec(
                min,
                max,
                others.getOrDefault(Setting.TARGET, target),
                stable,
                Math.max(1, panicWindow * stable / window),
                others.getOrDefault(Setting.PANIC_THRESHOLD, panicThreshold),
                maxUp,
                maxDown,
                others.getOrDefault(Setting.SCALE_DOWN_DELAY, (double) scaleDownDelay)
                        .intValue(),
                activation);
    }
}

package dev.headroom.receiver.backtest.signal;

import java.util.stream.IntStream;

/** What a signal was at its last samples. */
final class Past {

    private final double interval;
    private double[] ring = new double[1];
    private int taken;

    /** @param interval seconds between two samples */
    Past(double interval) {
        this.interval = interval;
    }

    /** Makes room for so many seconds; before the first sample. */
    void holds(double seconds) {
        ring = new double[Math.max(ring.length, samples(seconds))];
    }

    private int samples(double seconds) {
        return Math.max(1, (int) Math.floor(seconds / interval + 1e-9));
    }

    void add(double value) {
        ring[taken++ % ring.length] = value;
    }

    /**
     * Those of the last {@code seconds} that had a value, the oldest first.
     *
     * @param step seconds between two that are looked at; 0 for every sample
     */
    double[] last(double seconds, double step) {
        int count = Math.min(Math.min(taken, ring.length), samples(seconds));
        int stride = samples(step);
        return IntStream.range(taken - count, taken)
                .filter(i -> i % stride == 0)
                .mapToDouble(i -> ring[i % ring.length])
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }
}

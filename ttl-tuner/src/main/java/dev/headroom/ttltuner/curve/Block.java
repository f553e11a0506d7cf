package dev.headroom.ttltuner.curve;

import java.util.Arrays;

/** What each TTL of a {@link ShadowGrid} hit in one stretch of time. */
final class Block {
    /** Fewer lookups do not say by how much a rate varies. */
    private static final int ENOUGH_LOOKUPS = 20;

    final int[] hits = new int[ShadowGrid.POINTS];
    final int[] lookups = new int[ShadowGrid.POINTS];
    final int[] writes = new int[ShadowGrid.POINTS];
    /** Lookups of all keys, sampled or not. */
    int all;

    void clear() {
        Arrays.fill(hits, 0);
        Arrays.fill(lookups, 0);
        Arrays.fill(writes, 0);
        all = 0;
    }

    /** The counts of both. */
    Block with(Block other) {
        Block sum = new Block();
        Arrays.setAll(sum.hits, i -> hits[i] + other.hits[i]);
        Arrays.setAll(sum.lookups, i -> lookups[i] + other.lookups[i]);
        Arrays.setAll(sum.writes, i -> writes[i] + other.writes[i]);
        sum.all = all + other.all;
        return sum;
    }

    /** What it says alone. */
    HitCurve curve(double[] ttls, HitCurve.Feed feed) {
        double[] weights = Arrays.stream(lookups).asDoubleStream().toArray();
        double[] rates = new double[ShadowGrid.POINTS];
        Arrays.setAll(rates, i -> lookups[i] == 0 ? 0 : (double) hits[i] / lookups[i]);
        return HitCurve.of(ttls, rates, new double[ShadowGrid.POINTS], weights, feed);
    }

    /**
     * The squared difference of the rates of two blocks, in units of what independent lookups would make it: 1 on average.
     * Negative where there are too few to say.
     */
    double difference(Block other) {
        double sum = 0;
        int compared = 0;
        for (int i = 0; i < ShadowGrid.POINTS; i++) {
            if (lookups[i] >= ENOUGH_LOOKUPS && other.lookups[i] >= ENOUGH_LOOKUPS) {
                sum += difference(other, i);
                compared++;
            }
        }
        return compared == 0 ? -1 : sum / compared;
    }

    private double difference(Block other, int point) {
        double n = lookups[point];
        double m = other.lookups[point];
        double p = (hits[point] + other.hits[point] + 1) / (n + m + 2);
        double difference = hits[point] / n - other.hits[point] / m;
        return difference * difference / (p * (1 - p) * (1 / n + 1 / m));
    }
}

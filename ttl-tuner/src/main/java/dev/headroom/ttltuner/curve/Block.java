package dev.headroom.ttltuner.curve;

import java.util.Arrays;
import java.util.OptionalDouble;

/** What each TTL of a {@link ShadowGrid} hit in one stretch of time. */
final class Block {
    /** Fewer lookups say nothing about a rate. */
    static final int ENOUGH_LOOKUPS = 20;

    /** Of one lookup, where nearly all hit or miss. */
    private static final double LEAST_VARIANCE = 0.02;

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
     * By how many standard errors of independent lookups it differs from what was foretold from a memory, in the mean of all
     * TTLs; empty where there are too few lookups to say.
     */
    OptionalDouble off(Memory memory, double[] ttls, HitCurve foretold) {
        double sum = 0;
        int compared = 0;
        for (int i = 0; i < ShadowGrid.POINTS && memory.lookups(i) >= HitCurve.ENOUGH_LOOKUPS; i++) {
            if (lookups[i] >= ENOUGH_LOOKUPS) {
                double rate = foretold.rate(ttls[i]);
                double variance = Math.max(LEAST_VARIANCE, rate * (1 - rate)) / lookups[i];
                sum += ((double) hits[i] / lookups[i] - rate) / Math.hypot(Math.sqrt(variance), memory.error(i));
                compared++;
            }
        }
        return compared == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / compared);
    }
}

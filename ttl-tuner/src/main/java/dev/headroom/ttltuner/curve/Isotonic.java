package dev.headroom.ttltuner.curve;

import java.util.Arrays;

/** Least-squares fit that never falls: neighbours that fall are pooled (the pool adjacent violators algorithm). */
final class Isotonic {
    private Isotonic() {}

    static double[] rising(double[] values, double[] weights) {
        double[] means = new double[values.length];
        double[] sums = new double[values.length];
        int[] counts = new int[values.length];
        int blocks = 0;
        for (int i = 0; i < values.length; i++) {
            means[blocks] = values[i];
            sums[blocks] = weights[i];
            counts[blocks++] = 1;
            while (blocks > 1 && means[blocks - 2] > means[blocks - 1]) {
                pool(means, sums, counts, --blocks);
            }
        }
        return spread(means, counts, blocks, values.length);
    }

    private static void pool(double[] means, double[] sums, int[] counts, int into) {
        double sum = sums[into - 1] + sums[into];
        means[into - 1] = (means[into - 1] * sums[into - 1] + means[into] * sums[into]) / sum;
        sums[into - 1] = sum;
        counts[into - 1] += counts[into];
    }

    private static double[] spread(double[] means, int[] counts, int blocks, int length) {
        double[] fitted = new double[length];
        int from = 0;
        for (int block = 0; block < blocks; block++) {
            Arrays.fill(fitted, from, from + counts[block], means[block]);
            from += counts[block];
        }
        return fitted;
    }
}

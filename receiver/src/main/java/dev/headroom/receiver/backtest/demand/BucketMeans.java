package dev.headroom.receiver.backtest.demand;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How long those of each bucket are on average: what the buckets and sums of many moments come to by least squares. Each moment counts by
 * how far its sum may be from what it is taken for, and so does what is believed before any is known.
 */
final class BucketMeans {

    /** No request is taken for longer than so many times the last bound. */
    private static final double LONGEST = 10;

    /** Beyond the last bound, before anything is known: of the mean of what is ever fewer, half of it above 1.4 times the bound. */
    private static final double BEYOND = 1.9;

    private final double[] bounds;
    private final double[][] squares;
    private final double[] sums;

    /** Before anything is known: as if all times of a bucket were alike. */
    BucketMeans(double[] bounds) {
        this.bounds = bounds;
        this.squares = new double[bounds.length][bounds.length];
        this.sums = new double[bounds.length];
        for (int bucket = 0; bucket < bounds.length; bucket++) {
            double low = low(bucket);
            double middle = Double.isInfinite(bounds[bucket]) ? BEYOND * low : (low + bounds[bucket]) / 2;
            squares[bucket][bucket] = 1 / variance(bucket);
            sums[bucket] = middle / variance(bucket);
        }
    }

    /** Of those moments. */
    static BucketMeans of(Durations durations, IntPredicate moments) {
        BucketMeans means = new BucketMeans(durations.bounds());
        IntStream.range(1, durations.number().length)
                .filter(point -> durations.number(point) > 0 && moments.test(point))
                .forEach(point -> means.add(durations.counts(point), durations.seconds(point)));
        return means;
    }

    /** Of a time that may be any of the bucket. */
    private double variance(int bucket) {
        double width = high(bucket) - low(bucket);
        return width * width / 12;
    }

    private void add(double[] counts, double seconds) {
        double doubt = IntStream.range(0, counts.length)
                .mapToDouble(bucket -> counts[bucket] * variance(bucket))
                .sum();
        for (int i = 0; i < counts.length; i++) {
            sums[i] += counts[i] * seconds / doubt;
            for (int j = 0; j < counts.length; j++) {
                squares[i][j] += counts[i] * counts[j] / doubt;
            }
        }
    }

    /** How those of each bucket differ: so that they come to its mean. */
    List<Power> powers() {
        double[] means = solved();
        return IntStream.range(0, bounds.length)
                .mapToObj(bucket -> Power.of(low(bucket), high(bucket), means[bucket]))
                .toList();
    }

    /** By elimination; no pivot is 0, for each bucket was believed to be something. */
    private double[] solved() {
        double[] means = sums.clone();
        double[][] rows = new double[means.length][];
        for (int i = 0; i < means.length; i++) {
            rows[i] = squares[i].clone();
        }
        for (int i = 0; i < means.length; i++) {
            for (int j = i + 1; j < means.length; j++) {
                subtract(rows[i], rows[j], means, i, j);
            }
        }
        for (int i = means.length - 1; i >= 0; i--) {
            for (int j = i + 1; j < means.length; j++) {
                means[i] -= rows[i][j] * means[j];
            }
            means[i] /= rows[i][i];
        }
        return means;
    }

    private static void subtract(double[] pivot, double[] row, double[] right, int i, int j) {
        double times = row[i] / pivot[i];
        for (int k = i; k < row.length; k++) {
            row[k] -= times * pivot[k];
        }
        right[j] -= times * right[i];
    }

    private double low(int bucket) {
        return bucket == 0 ? 0 : bounds[bucket - 1];
    }

    private double high(int bucket) {
        return Double.isInfinite(bounds[bucket]) ? LONGEST * low(bucket) : bounds[bucket];
    }
}

package dev.headroom.receiver.backtest.demand;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
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

    /** In place of no request at all, whose logarithm there is not. */
    private static final double FEW = 0.5;

    private final double[] bounds;
    private final double[][] squares;
    private final double[] sums;

    /**
     * Before any sum is known: by how dense the neighbours are.
     *
     * @param bounds rising, in seconds; the last is infinite
     * @param counts of each bucket alone
     */
    BucketMeans(double[] bounds, double[] counts) {
        this.bounds = bounds;
        this.squares = new double[bounds.length][bounds.length];
        this.sums = new double[bounds.length];
        for (int bucket = 0; bucket < bounds.length; bucket++) {
            squares[bucket][bucket] = 1 / variance(bucket);
            sums[bucket] = believed(bucket, counts) / variance(bucket);
        }
    }

    /** Of those moments. */
    static BucketMeans of(Durations durations, IntPredicate moments) {
        BucketMeans means = new BucketMeans(durations.bounds(), durations.allCounts());
        IntStream.range(1, durations.number().length)
                .filter(moments)
                .filter(point -> DoubleStream.of(durations.counts(point)).sum() > 0)
                .forEach(point -> means.add(durations.counts(point), durations.seconds(point)));
        return means;
    }

    private double believed(int bucket, double[] counts) {
        if (Double.isInfinite(bounds[bucket])) {
            return BEYOND * low(bucket);
        }
        int below = Math.max(0, bucket - 1);
        int above = Math.min(bounds.length - 2, bucket + 1);
        double more = Math.log(density(above, counts) / density(below, counts));
        return Power.as(
                        low(bucket),
                        bounds[bucket],
                        above == below ? 0 : more / Math.log(middle(above) / middle(below)))
                .mean();
    }

    private double density(int bucket, double[] counts) {
        return Math.max(FEW, counts[bucket]) / (bounds[bucket] - low(bucket));
    }

    private double middle(int bucket) {
        return bucket == 0 ? bounds[0] / 2 : Math.sqrt(low(bucket) * bounds[bucket]);
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

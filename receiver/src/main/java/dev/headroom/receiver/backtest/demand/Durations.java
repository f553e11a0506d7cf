package dev.headroom.receiver.backtest.demand;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/** How long requests took, of each moment those that ended since the one before. */
public final class Durations {

    private final double[] bounds;
    private final double[][] counts;
    private final double[] number;
    private final double[] seconds;

    /**
     * Durations that are kept as they are given.
     *
     * @param bounds of buckets in seconds, rising, the last infinite; none where there is no histogram
     * @param counts by bucket and moment, those of one bucket alone
     * @param number by moment, of all buckets
     * @param seconds by moment, in all
     */
    public Durations(double[] bounds, double[][] counts, double[] number, double[] seconds) {
        this.bounds = bounds;
        this.counts = counts;
        this.number = number;
        this.seconds = seconds;
    }

    /** Where nothing is told. */
    public static Durations untold(int points) {
        double[] nothing = new double[points];
        Arrays.fill(nothing, Double.NaN);
        return new Durations(new double[0], new double[0][0], nothing, nothing);
    }

    /**
     * From how many were done within each bound, of each moment.
     *
     * @param within by bounds, the last of which is infinite; one that is not above 0 bounds nothing
     * @param seconds by moment, in all; where nothing is told, what the middles of the buckets come to
     */
    public static Durations ofCumulative(SortedMap<Double, double[]> within, double[] seconds) {
        SortedMap<Double, double[]> above = within.tailMap(Double.MIN_VALUE);
        double[] bounds =
                above.keySet().stream().mapToDouble(Double::doubleValue).toArray();
        List<double[]> upTo = List.copyOf(above.values());
        double[] number = upTo.get(upTo.size() - 1);
        double[][] counts = new double[bounds.length][];
        double[] below = new double[number.length];
        for (int bucket = 0; bucket < bounds.length; bucket++) {
            counts[bucket] = new double[number.length];
            for (int point = 0; point < number.length; point++) {
                counts[bucket][point] = Math.max(0, Counted.known(upTo.get(bucket)[point]) - below[point]);
                below[point] = Math.max(below[point], Counted.known(upTo.get(bucket)[point]));
            }
        }
        return new Durations(
                bounds, counts, number, Counted.isTold(seconds) ? seconds : middles(bounds, counts, number));
    }

    private static double[] middles(double[] bounds, double[][] counts, double[] number) {
        double[] seconds = new double[number.length];
        List<Power> within = new BucketMeans(bounds, sums(counts)).powers();
        for (int bucket = 0; bucket < bounds.length; bucket++) {
            for (int point = 0; point < number.length; point++) {
                seconds[point] += counts[bucket][point] * within.get(bucket).mean();
            }
        }
        return seconds;
    }

    /** Whether there is any number of seconds. */
    public boolean areTold() {
        return Counted.isTold(seconds);
    }

    /** Whether they are told in buckets, too. */
    public boolean haveBuckets() {
        return bounds.length > 1;
    }

    double[] bounds() {
        return bounds;
    }

    /** Of one bucket alone, at a moment. */
    double count(int bucket, int point) {
        return Counted.known(counts[bucket][point]);
    }

    /** Of each bucket alone, at a moment. */
    double[] counts(int point) {
        return Arrays.stream(counts)
                .mapToDouble(bucket -> Counted.known(bucket[point]))
                .toArray();
    }

    /** Of each bucket alone, at all moments. */
    double[] allCounts() {
        return sums(counts);
    }

    private static double[] sums(double[][] counts) {
        return Arrays.stream(counts)
                .mapToDouble(bucket -> Arrays.stream(bucket).map(Counted::known).sum())
                .toArray();
    }

    double[] number() {
        return number;
    }

    double[] seconds() {
        return seconds;
    }

    double number(int point) {
        return Counted.known(number[point]);
    }

    double seconds(int point) {
        return Counted.known(seconds[point]);
    }
}

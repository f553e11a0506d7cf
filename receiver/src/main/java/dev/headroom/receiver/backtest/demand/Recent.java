package dev.headroom.receiver.backtest.demand;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Durations of the latest moments that told of work alone, as many as it takes to know how they differ. */
final class Recent {

    private static final int ENOUGH = 500;

    private final Durations durations;
    private final Deque<Integer> points = new ArrayDeque<>();
    private final double[] counts;
    private double number;
    private double seconds;

    Recent(Durations durations) {
        this.durations = durations;
        this.counts = new double[durations.bounds().length];
    }

    void add(int point) {
        points.addLast(point);
        count(point, 1);
        while (number - durations.number(points.getFirst()) >= ENOUGH) {
            count(points.removeFirst(), -1);
        }
    }

    private void count(int point, int sign) {
        number += sign * durations.number(point);
        seconds += sign * durations.seconds(point);
        for (int bucket = 0; bucket < counts.length; bucket++) {
            counts[bucket] += sign * durations.count(bucket, point);
        }
    }

    boolean isEmpty() {
        return points.isEmpty();
    }

    boolean isEnough() {
        return number >= ENOUGH;
    }

    /** Seconds of one on average; NaN of none. */
    double mean() {
        return seconds / number;
    }

    /** Whether buckets tell of any. */
    boolean inBuckets() {
        return durations.haveBuckets() && Arrays.stream(counts).sum() > 0;
    }

    /** As many in each bucket, where there are {@link #inBuckets}. */
    Spread spread(List<Power> within) {
        return new Spread.Buckets(counts.clone(), within);
    }
}

package dev.headroom.receiver.backtest.model;

import java.util.Arrays;

/** A growing row of numbers. */
final class Numbers {

    private double[] values = new double[1024];
    private int size;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    double[] between(int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }

    /** The place of the first that is more than {@code value}; they must have been added in rising order. */
    int firstAfter(double value) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] > value) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    double quantile(double share) {
        return quantile(between(0, size), share);
    }

    /** Interpolated between the nearest two, as Prometheus does over time; NaN of none. */
    static double quantile(double[] numbers, double share) {
        if (numbers.length == 0) {
            return Double.NaN;
        }
        Arrays.sort(numbers);
        double rank = share * (numbers.length - 1);
        int below = (int) Math.floor(rank);
        int above = Math.min(below + 1, numbers.length - 1);
        return numbers[below] + (rank - below) * (numbers[above] - numbers[below]);
    }
}

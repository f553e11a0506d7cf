package dev.headroom.receiver.backtest.model;

import java.util.Arrays;

/** A growing row of numbers. */
final class Numbers {

    private double[] values = new double[1024];
    private int size;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + size / 2);
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

    /** Interpolated between the nearest two, as Prometheus does over time; NaN of none. The order of the numbers changes. */
    static double quantile(double[] numbers, double share) {
        if (numbers.length == 0) {
            return Double.NaN;
        }
        double rank = share * (numbers.length - 1);
        int below = (int) Math.floor(rank);
        select(numbers, below);
        double least = numbers[below];
        double next = least;
        if (below + 1 < numbers.length) {
            next = Arrays.stream(numbers, below + 1, numbers.length).min().orElse(least);
        }
        return least + (rank - below) * (next - least);
    }

    /** Hoare's selection: what belongs at {@code place} gets there, nothing greater before it. To sort would cost more. */
    private static void select(double[] numbers, int place) {
        int low = 0;
        int high = numbers.length - 1;
        while (low < high) {
            double pivot = numbers[(low + high) >>> 1];
            int left = low;
            int right = high;
            while (left <= right) {
                while (numbers[left] < pivot) {
                    left++;
                }
                while (numbers[right] > pivot) {
                    right--;
                }
                if (left <= right) {
                    double moved = numbers[left];
                    numbers[left++] = numbers[right];
                    numbers[right--] = moved;
                }
            }
            if (place <= right) {
                high = right;
            } else if (place >= left) {
                low = left;
            } else {
                return;
            }
        }
    }
}

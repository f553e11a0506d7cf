package dev.headroom.receiver.backtest.demand;

import java.util.Arrays;
import java.util.List;

/** How times of work differ. */
sealed interface Spread {

    /** The time within which a share of all is done, 0 to 1. */
    double at(double share);

    /** Of all, in seconds. */
    double mean();

    /** As of what ends by chance, whatever has gone before; the mean is one second. */
    record Exponential() implements Spread {
        @Override
        public double at(double share) {
            return -Math.log(1 - share);
        }

        @Override
        public double mean() {
            return 1;
        }
    }

    /** So many in each bucket. */
    final class Buckets implements Spread {

        private final double[] counts;
        private final List<Power> within;
        private final double number;

        /**
         * Counts of buckets.
         *
         * @param counts at least one of them more than 0
         * @param within how those of each bucket differ
         */
        Buckets(double[] counts, List<Power> within) {
            this.counts = counts;
            this.within = within;
            this.number = Arrays.stream(counts).sum();
        }

        @Override
        public double at(double share) {
            return at(share, 1);
        }

        /** The same, where it is denser at the beginning of each finite bucket with a power above 1, and at its end with one below. */
        double at(double share, double power) {
            double rank = share * number;
            int bucket = 0;
            while (bucket < counts.length - 1 && rank >= counts[bucket]) {
                rank -= counts[bucket++];
            }
            double place = counts[bucket] > 0 ? Math.min(1, rank / counts[bucket]) : 0;
            boolean bent = power != 1 && bucket < counts.length - 1;
            return within.get(bucket).at(bent ? Math.pow(place, power) : place);
        }

        @Override
        public double mean() {
            double sum = 0;
            for (int bucket = 0; bucket < counts.length; bucket++) {
                sum += counts[bucket] * within.get(bucket).mean();
            }
            return sum / number;
        }
    }
}

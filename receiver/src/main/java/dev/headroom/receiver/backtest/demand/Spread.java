package dev.headroom.receiver.backtest.demand;

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

    /** Evenly within each bucket; beyond the last bound ever fewer, half of them above 1.4 times the bound. */
    final class Buckets implements Spread {

        /** No request is taken for longer than so many times the last bound. */
        private static final double LONGEST = 10;

        private final double[] bounds;
        private final double[] counts;

        /**
         * Counts of buckets.
         *
         * @param bounds rising, in seconds; the last is infinite
         * @param counts at least one of them more than 0
         */
        Buckets(double[] bounds, double[] counts) {
            this.bounds = bounds;
            this.counts = counts;
        }

        @Override
        public double at(double share) {
            double rank = share * number();
            int bucket = 0;
            while (bucket < counts.length - 1 && rank >= counts[bucket]) {
                rank -= counts[bucket++];
            }
            double within = counts[bucket] > 0 ? Math.min(1, rank / counts[bucket]) : 0;
            return Double.isInfinite(bounds[bucket])
                    ? Math.min(LONGEST, 1 / Math.sqrt(1 - within)) * low(bucket)
                    : low(bucket) + within * (bounds[bucket] - low(bucket));
        }

        @Override
        public double mean() {
            double sum = 0;
            for (int bucket = 0; bucket < counts.length; bucket++) {
                double middle = Double.isInfinite(bounds[bucket])
                        ? (2 - 1 / LONGEST) * low(bucket)
                        : (low(bucket) + bounds[bucket]) / 2;
                sum += counts[bucket] * middle;
            }
            return sum / number();
        }

        private double number() {
            double all = 0;
            for (double count : counts) {
                all += count;
            }
            return all;
        }

        private double low(int bucket) {
            return bucket == 0 ? 0 : bounds[bucket - 1];
        }
    }
}

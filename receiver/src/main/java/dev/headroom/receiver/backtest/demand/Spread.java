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

    /**
     * Within each bucket denser to that side where its neighbours are; beyond the last bound ever fewer, half of them above 1.4
     * times the bound.
     */
    final class Buckets implements Spread {

        /** No request is taken for longer than so many times the last bound. */
        private static final double LONGEST = 10;

        /** How many times as dense it is at one end of a bucket as at the other, at most, as a logarithm. */
        private static final double STEEPEST = 3;

        /** In place of no request at all, whose logarithm there is not. */
        private static final double FEW = 0.5;

        private final double[] bounds;
        private final double[] counts;
        private final double[] slopes;

        /**
         * Counts of buckets.
         *
         * @param bounds rising, in seconds; the last is infinite
         * @param counts at least one of them more than 0
         * @param usual the same of more requests, which tell better how dense it is
         */
        Buckets(double[] bounds, double[] counts, double[] usual) {
            this.bounds = bounds;
            this.counts = counts;
            this.slopes = new double[counts.length - 1];
            for (int bucket = 0; bucket < slopes.length; bucket++) {
                slopes[bucket] = slope(bucket, usual);
            }
        }

        private double slope(int bucket, double[] usual) {
            int below = Math.max(0, bucket - 1);
            int above = Math.min(slopes.length - 1, bucket + 1);
            double more = Math.log(density(above, usual) / density(below, usual));
            double each = above == below ? 0 : more / (middle(above) - middle(below));
            return Math.max(-STEEPEST, Math.min(STEEPEST, each * width(bucket)));
        }

        private double density(int bucket, double[] usual) {
            return Math.max(FEW, usual[bucket]) / width(bucket);
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
                    : low(bucket) + width(bucket) * place(slopes[bucket], within);
        }

        /** Where in a bucket that share of it ends, 0 to 1, of a density that changes by e to the slope from end to end. */
        private static double place(double slope, double share) {
            return Math.abs(slope) < 1e-6 ? share : Math.log1p(share * Math.expm1(slope)) / slope;
        }

        /** The mean of that. */
        private static double centre(double slope) {
            return Math.abs(slope) < 1e-6 ? 0.5 : 1 / -Math.expm1(-slope) - 1 / slope;
        }

        @Override
        public double mean() {
            double sum = 0;
            for (int bucket = 0; bucket < counts.length; bucket++) {
                double mean = Double.isInfinite(bounds[bucket])
                        ? (2 - 1 / LONGEST) * low(bucket)
                        : low(bucket) + width(bucket) * centre(slopes[bucket]);
                sum += counts[bucket] * mean;
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

        private double width(int bucket) {
            return bounds[bucket] - low(bucket);
        }

        private double middle(int bucket) {
            return low(bucket) + width(bucket) / 2;
        }
    }
}

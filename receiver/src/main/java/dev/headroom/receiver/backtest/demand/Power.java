package dev.headroom.receiver.backtest.demand;

/** Times between two, as dense as a power of the time. */
final class Power {

    private static final double STEEPEST = 100;
    private static final double NEAR = 1e-4;
    private static final int TRIES = 40;

    private final double low;
    private final double high;
    private final double exponent;
    private final double from;
    private final double upTo;

    private Power(double low, double high, double power) {
        double exponent = power + 1;
        this.exponent = Math.abs(exponent) < NEAR || Math.abs(exponent + 1) < NEAR ? exponent + 2 * NEAR : exponent;
        this.low = low;
        this.high = high;
        this.from = Math.pow(low / high, this.exponent);
        this.upTo = 1;
    }

    /** That whose mean it is, as nearly as there is one. */
    static Power of(double low, double high, double mean) {
        double least = low == 0 ? NEAR - 1 : -STEEPEST;
        double most = STEEPEST;
        for (int i = 0; i < TRIES; i++) {
            double middle = (least + most) / 2;
            boolean shorter = new Power(low, high, middle).mean() < mean;
            least = shorter ? middle : least;
            most = shorter ? most : middle;
        }
        return new Power(low, high, (least + most) / 2);
    }

    /** The time within which a share of them is, 0 to 1. */
    double at(double share) {
        return Math.max(low, Math.min(high, high * Math.pow(from + share * (upTo - from), 1 / exponent)));
    }

    /** The share of them that is within a time. */
    double within(double seconds) {
        if (seconds <= low) {
            return 0;
        }
        return seconds >= high ? 1 : (Math.pow(seconds / high, exponent) - from) / (upTo - from);
    }

    double mean() {
        double next = exponent + 1;
        return high * exponent / next * (1 - Math.pow(low / high, next)) / (upTo - from);
    }
}

package dev.headroom.receiver.backtest.demand;

/** Times between two, as dense as a power of the time. */
final class Power {

    /** The greatest power, either way. */
    private static final double STEEPEST = 100;

    /** The greatest that neighbours make likely. */
    private static final double LIKELY = 5;

    /** The least from 0 on, where it cannot be dense without end. */
    private static final double FLATTEST = 0.5;

    /** As a logarithm, how much denser one end may be than the other, so that numbers stay finite. */
    private static final double MOST = 500;

    /** As near to a power that has no formula. */
    private static final double NEAR = 1e-4;

    private static final int HALVINGS = 40;

    private final double low;
    private final double high;
    private final double exponent;
    private final double least;

    private Power(double low, double high, double power) {
        boolean special = Math.abs(power + 1) < NEAR || Math.abs(power + 2) < NEAR;
        this.low = low;
        this.high = high;
        this.exponent = power + 1 + (special ? 2 * NEAR : 0);
        this.least = Math.pow(low / high, exponent);
    }

    /** That power, or the nearest that is not too steep. */
    static Power as(double low, double high, double power) {
        return new Power(low, high, Math.max(low == 0 ? -FLATTEST : -LIKELY, Math.min(LIKELY, power)));
    }

    /** That whose mean it is, as nearly as there is one; {@code low} may be 0. */
    static Power of(double low, double high, double mean) {
        double most = Math.min(STEEPEST, MOST / Math.log(high / low));
        double falling = low == 0 ? NEAR - 1 : -most;
        double rising = low == 0 ? STEEPEST : most;
        for (int i = 0; i < HALVINGS; i++) {
            double power = (falling + rising) / 2;
            boolean shorter = new Power(low, high, power).mean() < mean;
            falling = shorter ? power : falling;
            rising = shorter ? rising : power;
        }
        return new Power(low, high, (falling + rising) / 2);
    }

    /** The time within which a share of them is, 0 to 1. */
    double at(double share) {
        return Math.max(low, Math.min(high, high * Math.pow(least + share * (1 - least), 1 / exponent)));
    }

    double mean() {
        double next = exponent + 1;
        return high * exponent / next * (1 - Math.pow(low / high, next)) / (1 - least);
    }
}

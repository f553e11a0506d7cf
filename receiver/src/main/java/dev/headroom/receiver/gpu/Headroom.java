package dev.headroom.receiver.gpu;

/** How much of a GPU's memory stays free (spec 2.1), in whole per cent, so that exactly 20 % is enough. */
public final class Headroom {

    /** Nothing is added that would leave less, and models are unloaded below it. */
    public static final int LEAST = 20;

    /** Below it a warning is told. */
    public static final int WARNING = 25;

    private static final int WHOLE = 100;

    private Headroom() {}

    static boolean isBelow(int percent, long free, long total) {
        return (double) free * WHOLE < (double) total * percent;
    }

    /** The bytes that must stay free, rounded up. */
    public static long least(long total) {
        return (total * LEAST + WHOLE - 1) / WHOLE;
    }

    /** Per cent, rounded down: 19.9 % never reads as enough. */
    public static long percent(long part, long total) {
        return total == 0 ? 0 : Math.floorDiv(part * WHOLE, total);
    }
}

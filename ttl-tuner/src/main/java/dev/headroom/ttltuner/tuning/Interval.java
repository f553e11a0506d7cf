package dev.headroom.ttltuner.tuning;

/** Wilson's interval of 95 %: where a hit rate truly lies, given how many lookups it was counted from. */
record Interval(double low, double high) {
    private static final double Z = 1.96;

    static Interval of(Reading.Window window) {
        double n = window.lookups();
        double p = window.hitRate();
        double scale = 1 + Z * Z / n;
        double center = (p + Z * Z / (2 * n)) / scale;
        double half = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / scale;
        return new Interval(center - half, center + half);
    }
}

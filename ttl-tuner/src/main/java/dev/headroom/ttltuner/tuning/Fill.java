package dev.headroom.ttltuner.tuning;

/**
 * How much of the memory the plan fills: as much as lets no more than {@value #EVICTED} of the misses push an entry out. How
 * far lookups swing decides that, and the size of the cache: a small one swings more.
 *
 * @param share ratio of the maximum that modes and all other data together are planned to take
 */
public record Fill(double share) {
    /** Until evictions, or none, have told. */
    public static final Fill START = new Fill(0.88);

    /**
     * Of the misses. The specified law leaves the cache full, so that about nine of ten misses push an entry out; a quarter of
     * those, and some less, as what is evicted is counted late.
     */
    private static final double EVICTED = 0.18;
    /** Of the difference that one decision makes up for; bursts are over by then. */
    private static final double GAIN = 0.05;

    /** What bursts and scans push out does not hang on the mean: room that is left for them beyond this is wasted. */
    private static final double LEAST = 0.8;
    /** Planned for the mean; more would count on never being there. */
    private static final double MOST = 1;

    /** After a decision at which it held the modes back: both a second, as counted since, and as the curves expect. */
    public Fill after(double evicted, double misses) {
        if (misses <= 0) {
            return this;
        }
        double next = share * Math.exp(GAIN * (EVICTED - evicted / misses));
        return new Fill(Math.max(LEAST, Math.min(MOST, next)));
    }
}

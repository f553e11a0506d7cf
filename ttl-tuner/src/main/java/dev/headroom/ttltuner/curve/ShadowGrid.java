package dev.headroom.ttltuner.curve;

import java.time.Duration;

/**
 * Plays the accesses of one mode into a virtual cache for each of 32 TTLs at once, and counts what each would have hit.
 *
 * <p>A virtual cache needs no values: for a key and a TTL, the time at which the entry would expire is all there is. A miss
 * writes the entry, a hit does not prolong it, as with Redis' {@code SET key value EX ttl}. Keys are sampled by their hash
 * once there are more than {@value KeyTable#CAPACITY}, so that a mode never takes more than 2 MB. Counts fade with a
 * half-life, so the curve follows a change. Not for several threads.
 */
public final class ShadowGrid {
    public static final int POINTS = 32;

    private static final int SHORTEST = 15;
    /** Of counts, where nothing else is said. */
    public static final Duration HALF_LIFE = Duration.ofMinutes(15);

    private static final double RESCALE_AT = 1e9;
    private static final long SWEEP_EVERY = Duration.ofDays(7).toMillis();

    private final int[] ttls = new int[POINTS];
    private final double[] hits = new double[POINTS];
    private final double[] lookups = new double[POINTS];
    private final KeyTable keys = new KeyTable();
    private final double decay;
    private double all;
    private long reference;
    /** Of the first access ever, and of the first since the last gap. */
    private long began;

    private long start;
    private long latest;
    private long swept;
    private boolean empty = true;

    /** A grid of log-spaced TTLs between two bounds; counts lose half their weight in {@code halfLife}. */
    public ShadowGrid(Duration least, Duration most, Duration halfLife) {
        if (least.toMillis() < 1 || most.compareTo(least) <= 0 || most.toDays() > 7) {
            throw new IllegalArgumentException("a grid needs 0 < least < most <= 7d, not " + least + ".." + most);
        }
        double step = Math.log((double) most.toMillis() / least.toMillis()) / (POINTS - 1);
        for (int i = 0; i < POINTS; i++) {
            ttls[i] = (int) Math.round(least.toMillis() * Math.exp(i * step));
        }
        decay = Math.log(2) / halfLife.toMillis();
    }

    /** A grid for a mode's bounds in seconds: from 15 s, or less where less is allowed, to the longest. */
    public static ShadowGrid forBounds(int least, int most, Duration halfLife) {
        int from = Math.min(Math.min(least, SHORTEST), Math.max(1, most / 2));
        return new ShadowGrid(Duration.ofSeconds(from), Duration.ofSeconds(most), halfLife);
    }

    /**
     * One lookup.
     *
     * @param hash of the key; any 64 bits that are the same for the same key
     * @param at milliseconds of any one clock; earlier than the latest counts as the latest
     */
    public void access(long hash, long at) {
        long now = empty ? at : Math.max(at, latest);
        begin(now);
        double weight = weight(now);
        all += weight;
        long mixed = KeyTable.mixed(hash);
        if (keys.sampled(mixed)) {
            count(keys.row(mixed, (int) now), (int) now, warm(now), weight);
        }
    }

    private void begin(long now) {
        if (empty) {
            began = now;
            start = now;
            swept = now;
            reference = now;
            empty = false;
        }
        latest = now;
        if (now - swept > SWEEP_EVERY) {
            keys.dropDead((int) now);
            swept = now;
        }
    }

    /** Wrapping arithmetic of 32 bits: an expiry is never further than a TTL away, and dead rows are swept in time. */
    private void count(int row, int now, int warm, double weight) {
        int[] expiries = keys.expiries();
        for (int i = 0; i < POINTS; i++) {
            boolean hit = expiries[row + i] - now > 0;
            if (!hit) {
                expiries[row + i] = now + ttls[i];
            }
            if (i < warm) {
                lookups[i] += weight;
                hits[i] += hit ? weight : 0;
            }
        }
    }

    /** A TTL counts once the shadow has run that long: before, it misses what a cache would still hold. */
    private int warm(long now) {
        int warm = POINTS;
        while (warm > 0 && ttls[warm - 1] > now - start) {
            warm--;
        }
        return warm;
    }

    /** Newer counts weigh more instead of older ones less: nothing has to be touched until the numbers grow large. */
    private double weight(long now) {
        double weight = Math.exp(decay * (now - reference));
        if (weight < RESCALE_AT) {
            return weight;
        }
        for (int i = 0; i < POINTS; i++) {
            hits[i] /= weight;
            lookups[i] /= weight;
        }
        all /= weight;
        reference = now;
        return 1;
    }

    /** Accesses were lost: what is known about entries is void, and the shadow warms up anew; the counts stay. */
    public void gap() {
        keys.clear();
        start = latest;
    }

    /** What was learned until now, in milliseconds of the accesses' clock. */
    public HitCurve curve(long now) {
        double scale = empty ? 0 : Math.exp(-decay * (Math.max(now, latest) - reference));
        double[] seconds = new double[POINTS];
        double[] rates = new double[POINTS];
        double[] weights = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            seconds[i] = ttls[i] / 1000.0;
            rates[i] = lookups[i] > 0 ? hits[i] / lookups[i] : 0;
            weights[i] = lookups[i] * scale;
        }
        return HitCurve.of(seconds, rates, weights, new HitCurve.Feed(rate(now, scale), keys.oneIn()));
    }

    /** Accesses a second, faded like the rest. */
    private double rate(long now, double scale) {
        double seen = 1 - Math.exp(-decay * (Math.max(now, latest) - began));
        return seen <= 0 ? 0 : all * scale * decay * 1000 / seen;
    }

    /** Keys in the shadow now. */
    public int keys() {
        return keys.size();
    }
}

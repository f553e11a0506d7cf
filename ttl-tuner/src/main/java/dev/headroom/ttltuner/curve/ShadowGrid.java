package dev.headroom.ttltuner.curve;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Plays the accesses of one mode into a virtual cache for each of 32 TTLs at once, and counts what each would have hit.
 *
 * <p>A virtual cache needs no values: for a key and a TTL, the time at which the entry would expire is all there is. A miss
 * writes the entry, a hit does not prolong it, as with Redis' {@code SET key value EX ttl}. Keys are sampled by their hash
 * once there are more than {@value KeyTable#CAPACITY}, so that a mode never takes more than 2 MB. Counts fade
 * ({@link Memories}), so the curve follows a change. Not for several threads.
 */
public final class ShadowGrid {
    public static final int POINTS = 32;

    private static final int SHORTEST = 15;
    /** Of counts, where nothing else is said. */
    public static final Duration HALF_LIFE = Duration.ofMinutes(15);

    /** In a half-life. */
    private static final int BLOCKS = 3;

    private static final long NOTHING = Long.MIN_VALUE;
    private static final int MOST_BLOCKS = 2000;
    private static final long SWEEP_EVERY = Duration.ofDays(7).toMillis();

    private final int[] ttls = new int[POINTS];
    private final double[] seconds;
    private final KeyTable keys = new KeyTable();
    private final Memories memories;
    private final long blockLength;
    private final int admitWithin;
    private Block block = new Block();
    private Block before = new Block();
    private long blockBegan;
    /** Of the first access since the last gap. */
    private long start;

    /** Of the first access that is counted here. */
    private long countedFrom;

    private long latest;
    private long swept;
    private boolean empty = true;
    /** Accesses before that were counted by another grid, of which this one goes on; NOTHING where there are none to come. */
    private long countedUntil = NOTHING;

    /** A grid of log-spaced TTLs between two bounds; the shortest memory loses half of its weight in {@code halfLife}. */
    public ShadowGrid(Duration least, Duration most, Duration halfLife) {
        this(least, most, halfLife, Duration.ZERO);
    }

    private ShadowGrid(Duration least, Duration most, Duration halfLife, Duration admitWithin) {
        if (least.toMillis() < 1 || most.compareTo(least) <= 0 || most.toDays() > 7) {
            throw new IllegalArgumentException("a grid needs 0 < least < most <= 7d, not " + least + ".." + most);
        }
        double step = Math.log((double) most.toMillis() / least.toMillis()) / (POINTS - 1);
        for (int i = 0; i < POINTS; i++) {
            ttls[i] = (int) Math.round(least.toMillis() * Math.exp(i * step));
        }
        seconds = Arrays.stream(ttls).mapToDouble(ttl -> ttl / 1000.0).toArray();
        this.admitWithin = (int) admitWithin.toMillis();
        blockLength = Math.max(1, halfLife.toMillis() / BLOCKS);
        memories = new Memories(seconds, halfLife.toMillis(), blockLength);
    }

    /** A grid for a mode's bounds in seconds: from 15 s, or less where less is allowed, to the longest. */
    public static ShadowGrid forBounds(int least, int most, Duration halfLife) {
        return forBounds(least, most, halfLife, Duration.ZERO);
    }

    /** The same for a cache that takes in a key only if it was asked for within {@code admitWithin} before; zero for every key. */
    public static ShadowGrid forBounds(int least, int most, Duration halfLife, Duration admitWithin) {
        int from = Math.min(Math.min(least, SHORTEST), Math.max(1, most / 2));
        return new ShadowGrid(Duration.ofSeconds(from), Duration.ofSeconds(most), halfLife, admitWithin);
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
        boolean counted = wasCounted(now);
        if (!counted) {
            endBlocks(now);
            block.all++;
        }
        long mixed = KeyTable.mixed(hash);
        if (keys.sampled(mixed)) {
            count(keys.row(mixed, (int) now), (int) now, counted ? 0 : warm(now));
        }
    }

    /** What was counted in blocks that have ended; empty where that is nothing new. */
    public Optional<Learned> learned() {
        return empty || countedUntil != NOTHING
                ? Optional.empty()
                : Optional.of(new Learned(setting(), blockBegan, memories.counts()));
    }

    /** Goes on from there, if it fits; to be told before the first access. What came before then says what the shadow holds only. */
    public void goOn(Learned learned) {
        if (empty && learned.fits(setting())) {
            memories.goOn(learned.counts());
            countedUntil = learned.until();
        }
    }

    private String setting() {
        return Arrays.toString(ttls) + " " + admitWithin + " " + blockLength;
    }

    /** Whether an access of now was counted before a restart. */
    private boolean wasCounted(long now) {
        if (countedUntil == NOTHING || now < countedUntil) {
            return countedUntil != NOTHING;
        }
        memories.fade(now - countedUntil);
        blockBegan = now;
        countedFrom = now;
        countedUntil = NOTHING;
        return false;
    }

    private void begin(long now) {
        if (empty) {
            start = now;
            swept = now;
            blockBegan = now;
            countedFrom = now;
            empty = false;
        }
        latest = now;
        if (now - swept > SWEEP_EVERY) {
            keys.dropDead((int) now);
            swept = now;
        }
    }

    /** Wrapping arithmetic of 32 bits: an expiry is never further than a TTL away, and dead rows are swept in time. */
    private void count(int row, int now, int warm) {
        int[] expiries = keys.expiries();
        int seen = row + POINTS;
        boolean admitted = admitWithin == 0 || expiries[seen] - now > 0;
        expiries[seen] = now + admitWithin;
        int[] lookups = block.lookups;
        int[] hits = block.hits;
        int[] writes = block.writes;
        for (int i = 0; i < POINTS; i++) {
            int hit = expiries[row + i] - now > 0 ? 1 : 0;
            int written = admitted ? 1 - hit : 0;
            expiries[row + i] = written == 1 ? now + ttls[i] : expiries[row + i];
            if (i < warm) {
                lookups[i]++;
                hits[i] += hit;
                writes[i] += written;
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

    /** After so many blocks of silence nothing is left to fade. */
    private void endBlocks(long now) {
        for (int i = 0; i < MOST_BLOCKS && now - blockBegan >= blockLength; i++) {
            memories.add(block, blockLength);
            Block emptied = before;
            before = block;
            block = emptied;
            block.clear();
            blockBegan += blockLength;
        }
        blockBegan = Math.max(blockBegan, now - blockLength + 1);
    }

    /** Accesses were lost: what is known about entries is void, and the shadow warms up anew; the counts stay. */
    public void gap() {
        keys.clear();
        start = latest;
    }

    /** What was learned until now, in milliseconds of the accesses' clock. */
    public HitCurve curve(long now) {
        Block lately = before.with(block);
        boolean counts = !empty && countedUntil == NOTHING;
        long end = Math.max(now, latest);
        long span = end - Math.max(countedFrom, blockBegan - blockLength);
        if (counts) {
            endBlocks(end);
        }
        HitCurve curve = memories.curve(block, counts ? end - blockBegan : 0, keys.oneIn());
        boolean enough = counts && span >= blockLength;
        return curve.beside(lately.curve(seconds, enough ? latest(lately, span, curve.feed()) : curve.feed()));
    }

    private static HitCurve.Feed latest(Block lately, long span, HitCurve.Feed feed) {
        return new HitCurve.Feed(1000.0 * lately.all / span, feed.oneIn(), feed.block(), Duration.ofMillis(span));
    }

    /** Keys in the shadow now. */
    public int keys() {
        return keys.size();
    }
}

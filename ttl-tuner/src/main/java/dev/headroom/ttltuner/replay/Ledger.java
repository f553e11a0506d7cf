package dev.headroom.ttltuner.replay;

import java.util.Arrays;

/** Running counts of a replay, as counters would show them at any time. */
public final class Ledger {
    private final long[] times;
    private final int[] hits;
    private final long[] expired;
    private final long[] evicted;
    private final VirtualCache cache;
    private final Setup setup;
    private int size;

    Ledger(int lookups, VirtualCache cache, Setup setup) {
        times = new long[lookups];
        hits = new int[lookups + 1];
        expired = new long[lookups + 1];
        evicted = new long[lookups + 1];
        this.cache = cache;
        this.setup = setup;
    }

    void add(long at, boolean hit) {
        times[size] = at;
        hits[size + 1] = hits[size] + (hit ? 1 : 0);
        expired[size + 1] = cache.expired();
        evicted[size + 1] = cache.evicted();
        size++;
    }

    Setup setup() {
        return setup;
    }

    VirtualCache cache() {
        return cache;
    }

    long lookups(long from, long to) {
        return index(to) - (long) index(from);
    }

    long hits(long from, long to) {
        return hits[index(to)] - (long) hits[index(from)];
    }

    long expired(long from, long to) {
        return expired[index(to)] - expired[index(from)];
    }

    long evicted(long from, long to) {
        return evicted[index(to)] - evicted[index(from)];
    }

    /** Ratio of the lookups from {@code from} to before {@code to}; not a number where there were none. */
    double hitRate(long from, long to) {
        return (double) hits(from, to) / lookups(from, to);
    }

    /** How many lookups were before a time. */
    private int index(long time) {
        int found = Arrays.binarySearch(times, 0, size, time);
        int index = found < 0 ? -found - 1 : found;
        while (index > 0 && times[index - 1] >= time) {
            index--;
        }
        return index;
    }
}

package dev.headroom.ttltuner.curve;

import java.util.Arrays;

/**
 * The sampled keys of a {@link ShadowGrid} and their virtual expiries, in flat arrays: 1.5 MB, whatever comes. When it is
 * full, rows that hold nothing any more go first; then half of the keys, by their hash.
 */
final class KeyTable {
    static final int CAPACITY = 10_000;
    /** Of a row: the expiries for each TTL, and until when the key counts as seen. */
    static final int COLUMNS = ShadowGrid.POINTS + 1;

    private static final int SLOTS = 1 << 15;
    private static final int MOST_AFTER_SWEEP = CAPACITY * 9 / 10;

    private final long[] hashes = new long[CAPACITY];
    private final int[] expiries = new int[CAPACITY * COLUMNS];
    /** 1 + the row of a hash; 0 is free. */
    private final int[] slots = new int[SLOTS];

    private int size;
    private long mask;

    /** Spreads a weak hash over all bits (the finalizer of SplitMix64). */
    static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    int size() {
        return size;
    }

    /** One key in so many is sampled. */
    long oneIn() {
        return mask + 1;
    }

    boolean sampled(long mixed) {
        return (mixed & mask) == 0;
    }

    int[] expiries() {
        return expiries;
    }

    void clear() {
        Arrays.fill(slots, 0);
        size = 0;
    }

    /** Where the expiries of a key begin; a new key's are all past. */
    int row(long mixed, int now) {
        int slot = slot(mixed);
        if (slots[slot] == 0) {
            if (size == CAPACITY) {
                sweep(now);
                slot = slot(mixed);
            }
            Arrays.fill(expiries, size * COLUMNS, (size + 1) * COLUMNS, now);
            append(mixed, slot);
        }
        return (slots[slot] - 1) * COLUMNS;
    }

    private void append(long mixed, int slot) {
        hashes[size] = mixed;
        slots[slot] = ++size;
    }

    private int slot(long mixed) {
        int slot = (int) (mixed >>> 40) & (SLOTS - 1);
        while (slots[slot] != 0 && hashes[slots[slot] - 1] != mixed) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        return slot;
    }

    private void sweep(int now) {
        dropDead(now);
        while (size > MOST_AFTER_SWEEP) {
            mask = mask * 2 + 1;
            dropDead(now);
        }
    }

    /** Keeps the rows of sampled keys that still hold an entry for some TTL. */
    void dropDead(int now) {
        int before = size;
        clear();
        for (int row = 0; row < before; row++) {
            if (sampled(hashes[row]) && alive(row, now)) {
                int from = row * COLUMNS;
                System.arraycopy(expiries, from, expiries, size * COLUMNS, COLUMNS);
                append(hashes[row], slot(hashes[row]));
            }
        }
    }

    private boolean alive(int row, int now) {
        int from = row * COLUMNS;
        for (int i = from; i < from + COLUMNS; i++) {
            if (expiries[i] - now > 0) {
                return true;
            }
        }
        return false;
    }
}

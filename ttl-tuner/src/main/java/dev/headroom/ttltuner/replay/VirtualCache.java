package dev.headroom.ttltuner.replay;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;

/** A cache with a TTL an entry, which evicts the least recently used entry when it is full. Times are milliseconds. */
final class VirtualCache {
    private record Entry(long expiry, long written) {}

    private record Due(long expiry, String key) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>(1024, 0.75f, true);
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::expiry));
    private final Map<String, Long> seen = new HashMap<>();
    private final int capacity;
    private final long admitWithin;
    private final long measuredFrom;
    private long expired;
    private long evicted;
    private double lived;

    /** A cache of so many entries; what happens before {@code measuredFrom} is not in the totals. */
    VirtualCache(int capacity, long measuredFrom) {
        this(capacity, measuredFrom, 0);
    }

    /** The same; a miss writes an entry only if the key was asked for within so many milliseconds before, unless that is 0. */
    VirtualCache(int capacity, long measuredFrom, long admitWithin) {
        this.admitWithin = admitWithin;
        this.capacity = capacity;
        this.measuredFrom = measuredFrom;
    }

    /** Whether it was a hit; a miss writes the entry with this TTL, if it is admitted. */
    boolean lookup(String key, long now, long ttl) {
        expire(now);
        boolean admitted = admitted(key, now);
        if (entries.get(key) != null) {
            return true;
        }
        if (!admitted) {
            return false;
        }
        if (entries.size() >= capacity) {
            evict(now);
        }
        entries.put(key, new Entry(now + ttl, now));
        due.add(new Due(now + ttl, key));
        return false;
    }

    private boolean admitted(String key, long now) {
        if (admitWithin == 0) {
            return true;
        }
        Long until = seen.put(key, now + admitWithin);
        return until != null && until > now;
    }

    /** Entries of the same key that were evicted meanwhile left a note in the queue; it does not match any more. */
    void expire(long now) {
        while (!due.isEmpty() && due.peek().expiry() <= now) {
            Due next = due.remove();
            Entry entry = entries.get(next.key());
            if (entry != null && entry.expiry() == next.expiry()) {
                entries.remove(next.key());
                expired++;
                live(entry.written(), entry.expiry());
            }
        }
    }

    private void evict(long now) {
        var oldest = entries.entrySet().iterator();
        live(oldest.next().getValue().written(), now);
        oldest.remove();
        evicted++;
    }

    private void live(long from, long to) {
        lived += Math.max(0, to - Math.max(from, measuredFrom));
    }

    int size() {
        return entries.size();
    }

    long expired() {
        return expired;
    }

    long evicted() {
        return evicted;
    }

    /** Mean number of entries alive from {@code measuredFrom} to the end. */
    double meanEntries(long end) {
        expire(end);
        entries.values().forEach(entry -> live(entry.written(), end));
        entries.clear();
        return lived / Math.max(1, end - measuredFrom);
    }
}

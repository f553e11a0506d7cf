package dev.headroom.ttltuner.replay;

import java.util.List;

/** Lookups in the order of time; times are milliseconds from the first lookup on. */
public record Trace(List<Lookup> lookups) {

    /** Somebody asked for a key. */
    public record Lookup(long at, String key) {}

    public Trace {
        lookups = List.copyOf(lookups);
        if (lookups.isEmpty()) {
            throw new IllegalArgumentException("a trace needs lookups");
        }
    }

    /** Time of the last lookup, in milliseconds. */
    public long end() {
        return lookups.get(lookups.size() - 1).at();
    }
}

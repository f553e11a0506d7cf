package dev.headroom.receiver.oracle;

import java.time.Instant;

/**
 * Something that happened to a container, or a mark in between.
 *
 * @param kind {@code seed, seed asleep, create, start, stop, remove, sleep, wake}; or {@code hook} for a hook that was called, {@code trap} for a
 *     trap that was sprung
 * @param name of the container, the hook or the trap
 * @param number the container's place, counted from 1; 0 for a mark
 * @param replicas how many of the service have not stopped, after it
 */
public record Effect(Instant at, String kind, String service, String name, String id, int number, int replicas) {

    static final String SEED_ASLEEP = "seed asleep";

    /** Whether it belongs to what there was before anybody looked. */
    public boolean seeds() {
        return kind.equals("seed") || kind.equals(SEED_ASLEEP);
    }

    /** Whether the number of replicas may have changed by it. */
    public boolean counts() {
        return !kind.equals("hook") && !kind.equals("trap");
    }

    boolean is(String other) {
        return kind.equals(other);
    }
}

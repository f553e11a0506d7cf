package dev.headroom.ttltuner.replay;

/** What decides the TTL in a replay. */
public interface Law {
    String name();

    /** A lookup happened, at milliseconds of the trace. */
    default void seen(String key, long at) {}

    /** The TTL in seconds from now on. */
    int decide(Ledger ledger, int ttl, long now);

    /** The same TTL for ever. */
    record FixedTtl(String name) implements Law {
        @Override
        public int decide(Ledger ledger, int ttl, long now) {
            return ttl;
        }
    }
}

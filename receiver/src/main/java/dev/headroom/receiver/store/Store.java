package dev.headroom.receiver.store;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.time.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All durable state of the receiver; safe for use from several threads. */
public interface Store extends AlertStore, ActionStore, AutoCloseable {

    /**
     * Whether this process may act: of all that share the store, it alone. Cheap, and asked before every step, so that
     * one that was paused and has lost its lead does not act when it wakes.
     */
    boolean leads();

    /** Who leads, in words: as {@link dev.headroom.receiver.leader.Candidate#inWords}; or that nobody does. */
    String leader();

    /** Whether anybody leads, as last heard. */
    default boolean isLed() {
        return true;
    }

    /** What its user should know of how durably it keeps, in words; empty where there is nothing to know. */
    default String caveat() {
        return "";
    }

    /**
     * The overrides that have not expired at {@code now}, at most one a service. Expired ones are kept until they are
     * released, so that their end can be told.
     */
    List<ManualOverride> overrides(Instant now);

    /** Sets a service's override in place of the one before, and adds a line to the history: both or neither. */
    void put(ManualOverride override, Explanation told);

    /** Takes this override away, and adds a line to the history; nothing happens where it is not there any more. */
    void release(ManualOverride override, Explanation told);

    /** A small value kept by the one who leads for a target or another adapter, under a name of its own. */
    Optional<String> note(String name);

    void note(String name, String value);

    /** Forgets alerts that ended so long before {@code settled}, and history and ended actions older than {@code keepSince}. */
    void compact(Moment settled, Instant keepSince);

    /** Proves that a write would be durable now; throws {@link StoreException} when it would not. */
    void probe();

    @Override
    void close();
}

package dev.headroom.receiver.store;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.usage.SpanStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All durable state of the receiver; safe for use from several threads. Where several share it, alerts, overrides and the lines
 * of the history that tell of orders are written by any of them, and all else by the one who leads: whatever a leader writes is
 * refused once another one's term has begun.
 */
public interface Store extends AlertStore, ActionStore, SpanStore, AutoCloseable {

    /** Which of all that share it leads. */
    Election election();

    @Override
    default boolean leads() {
        return election().leads();
    }

    /** Who leads, in words; or that nobody does. */
    default String leader() {
        return election().leader();
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

    /** A small value kept for a target or another adapter, under a name of its own. */
    @Override
    Optional<String> note(String name);

    void note(String name, String value);

    /** Forgets expired alerts, and history and ended actions older than {@code keepSince}. */
    void compact(Moment now, Instant keepSince);

    /** Proves that a write would be durable now; throws {@link StoreException} when it would not. */
    void probe();

    @Override
    void close();
}

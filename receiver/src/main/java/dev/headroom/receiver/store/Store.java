package dev.headroom.receiver.store;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.rollout.Journal;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.usage.SpanStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All durable state of the receiver; safe for use from several threads, and durable when a call returns. Where several share it, alerts, overrides and the lines
 * of the history that tell of orders are written by any of them, and all else by the one who leads: whatever a leader writes is
 * refused once another one's term has begun.
 */
public interface Store extends AlertStore, Journal, SpanStore, AutoCloseable {

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

    /** Makes a change of the alerts, all or none; durable when this returns. It may be computed more than once. */
    void merge(Consumer<AlertChanges> news);

    @Override
    default void receive(List<AlertUpdate> updates, Moment now) {
        merge(changes -> changes.receive(updates, now));
    }

    @Override
    default void reconcile(List<Alert> active, boolean complete, Moment asked, Moment now) {
        merge(changes -> changes.reconcile(active, complete, asked, now));
    }

    /** The actions that started at or after {@code since}, oldest first, and all that still run. */
    List<Action> actions(Instant since);

    /** The rollouts that have not ended, at most one a service. */
    List<Rollout> rollouts();

    /** The one of a service, which has not ended. */
    default Optional<Rollout> rollout(String service) {
        return rollouts().stream()
                .filter(rollout -> rollout.service().equals(service))
                .findFirst();
    }

    /**
     * Starts an action: ledger, rollout and history in one transaction, so that a crash leaves all or nothing.
     *
     * @throws StoreException also when the service has a rollout already
     */
    void begin(Rollout rollout, Explanation explanation);

    /** Writes down a change that somebody else made: an ended action without a rollout, and its line of the history. */
    void adopt(Action foreign, Explanation explanation);

    /** Adds a decision without an action to the history. */
    void record(Explanation explanation);

    /**
     * The history, newest first.
     *
     * @param service null for all
     * @param before null for no limit in time, else only what is older
     * @param limit at most so many
     */
    List<DecisionRecord> decisions(@Nullable String service, @Nullable Instant before, int limit);

    /** One line of the history; empty where there is none of this id, or none any more. */
    Optional<DecisionRecord> decision(long id);

    /** The newest line of a service. */
    default Optional<DecisionRecord> latest(String service) {
        return decisions(service, null, 1).stream().findFirst();
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

    /** Forgets alerts that ended so long before {@code settled}, and history and ended actions older than {@code keepSince}. */
    void compact(Moment settled, Instant keepSince);

    /** Proves that a write would be durable now; throws {@link StoreException} when it would not. */
    void probe();

    @Override
    void close();
}

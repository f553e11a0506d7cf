package dev.headroom.receiver.store;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.rollout.Journal;
import dev.headroom.receiver.rollout.Rollout;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Actions, their rollouts, and the history of decisions. Each call is durable when it returns. */
public interface ActionStore extends Journal {

    /** The actions that started at or after {@code since}, oldest first, and all that still run. */
    List<Action> actions(Instant since);

    /** The rollouts that have not ended, at most one a service. */
    List<Rollout> rollouts();

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

    default Optional<DecisionRecord> latest(String service) {
        return decisions(service, null, 1).stream().findFirst();
    }
}

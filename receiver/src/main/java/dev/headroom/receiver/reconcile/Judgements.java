package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.store.Store;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The latest judgement of every service, and the history of those that said something new. */
final class Judgements {

    private final Store store;
    private final Outcomes outcomes;
    private final Map<String, Explanation> latest = new ConcurrentHashMap<>();
    private final Map<String, Instant> since = new ConcurrentHashMap<>();

    Judgements(Store store, Outcomes outcomes) {
        this.store = store;
        this.outcomes = outcomes;
    }

    /** Goes on from what was said last, by this process or by the one that led before. */
    void remember(Collection<String> services) {
        services.forEach(service -> store.latest(service)
                .map(DecisionRecord::explanation)
                .ifPresent(told -> {
                    latest.put(service, told);
                    since.put(service, told.at());
                }));
    }

    Optional<Explanation> of(String service) {
        return Optional.ofNullable(latest.get(service));
    }

    /** Since when the latest judgements, of whoever leads, say the same: the instant of the history's line. */
    Optional<Instant> since(String service) {
        return store.leads()
                ? Optional.ofNullable(since.get(service))
                : store.latest(service).map(line -> line.explanation().at());
    }

    /** One that is in the history already. */
    void told(Explanation judgement) {
        Explanation before = latest.put(judgement.service(), judgement);
        if (before == null || !before.saysTheSameAs(judgement)) {
            since.put(judgement.service(), judgement.at());
        }
        outcomes.decided(judgement);
    }

    /** Keeps a hold: always as the latest, and in the history when it says something new. */
    void note(Explanation hold) {
        Explanation before = latest.get(hold.service());
        if (before == null || !before.saysTheSameAs(hold)) {
            store.record(hold);
        }
        told(hold);
    }

    /** A person's order that was refused: in the history, but not the latest, for the load's wishes stand as they did. */
    Explanation refused(Explanation order) {
        store.record(order);
        outcomes.decided(order);
        return order;
    }
}

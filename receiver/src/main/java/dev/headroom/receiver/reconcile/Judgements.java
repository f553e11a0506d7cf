package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.store.Store;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The latest judgement of every service, and the history of those that said something new. */
final class Judgements {

    private final Store store;
    private final Outcomes outcomes;
    private final Map<String, Explanation> latest = new ConcurrentHashMap<>();

    Judgements(Store store, Outcomes outcomes) {
        this.store = store;
        this.outcomes = outcomes;
    }

    /** Goes on from what was said last, by this process or by the one that led before. */
    void remember(Collection<String> services) {
        services.forEach(
                service -> store.latest(service).ifPresent(record -> latest.put(service, record.explanation())));
    }

    Optional<Explanation> of(String service) {
        return Optional.ofNullable(latest.get(service));
    }

    /** One that is in the history already. */
    void told(Explanation judgement) {
        latest.put(judgement.service(), judgement);
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

package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.ServiceState;
import dev.headroom.receiver.decision.Times;
import dev.headroom.receiver.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders of people, durable and in the history before anything follows from them. */
public final class RecordedOrders implements Orders {

    private static final Logger LOG = LoggerFactory.getLogger(RecordedOrders.class);

    private final Store store;
    private final Reconciler reconciler;
    private final InstantSource clock;
    private final Runnable nudge;

    /** {@code nudge} asks for an evaluation soon. */
    public RecordedOrders(Store store, Reconciler reconciler, InstantSource clock, Runnable nudge) {
        this.store = store;
        this.reconciler = reconciler;
        this.clock = clock;
        this.nudge = nudge;
    }

    @Override
    public Explanation scale(ManualScale order) {
        reconciler.lanes().awaitFirstLook(order.service());
        Explanation told = reconciler.order(order);
        nudge.run();
        return told;
    }

    @Override
    public synchronized Placing put(ManualOverride override, boolean replace) {
        Instant now = clock.instant();
        Optional<ManualOverride> before = find(override.service(), now);
        if (!replace
                && before.filter(other -> !other.owner().equals(override.owner()))
                        .isPresent()) {
            return new Placing.Blocked(before.get());
        }
        String replaced =
                before.map(other -> "; it replaces " + other.inWords()).orElse("");
        Explanation told = told(override, now, override.expires(), override.inWords() + replaced);
        store.put(override, told);
        log(told);
        nudge.run();
        return new Placing.Stands(before);
    }

    @Override
    public synchronized Optional<ManualOverride> release(String service, String owner, String why) {
        Instant now = clock.instant();
        Optional<ManualOverride> found = find(service, now);
        found.ifPresent(override -> {
            String words = owner + " takes away " + override.inWords() + (why.isEmpty() ? "" : "; " + why);
            release(override, told(override, now, null, words));
        });
        nudge.run();
        return found;
    }

    /** Tells the history of overrides that have expired, or whose service the policy does not name any more, and forgets them. */
    public synchronized void expire() {
        if (!store.leads()) {
            return;
        }
        Instant now = clock.instant();
        Set<String> services = reconciler.policy().services().keySet();
        for (ManualOverride override : store.overrides(Instant.EPOCH)) {
            if (!override.active(now)) {
                release(override, told(override, now, null, override.inWords() + " has expired"));
            } else if (!services.contains(override.service())) {
                String words = "%s is taken away: the policy does not name %s any more"
                        .formatted(override.inWords(), override.service());
                release(override, told(override, now, null, words));
            }
        }
    }

    private void release(ManualOverride override, Explanation told) {
        store.release(override, told);
        log(told);
    }

    private Optional<ManualOverride> find(String service, Instant now) {
        return store.overrides(now).stream()
                .filter(override -> override.service().equals(service))
                .findFirst();
    }

    private Explanation told(ManualOverride override, Instant now, @Nullable Instant until, String words) {
        int replicas = Optional.ofNullable(reconciler.situation().services().get(override.service()))
                .map(ServiceState::desired)
                .orElse(0);
        return Explanation.order(override.service(), now, replicas, until, words);
    }

    private void log(Explanation told) {
        Times times = Times.named(reconciler.policy().schedule().zone());
        LOG.atInfo().addKeyValue("service", told.service()).log("order: {}", Sentence.of(told, times));
    }
}

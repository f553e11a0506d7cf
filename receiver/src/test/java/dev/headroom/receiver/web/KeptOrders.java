package dev.headroom.receiver.web;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.reconcile.Orders;
import dev.headroom.receiver.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps what is ordered; an order to scale to 9 is refused by a freeze, and the service app has no override. */
record KeptOrders(List<Object> ordered) implements Orders {

    static final int REFUSED = 9;

    /** Who orders over an override of bob. */
    static final String STRANGER = "carl";

    /** Who orders while the store has no room, and while it does not answer. */
    static final Map<String, StoreException> UNLUCKY = Map.of(
            "dora",
            new StoreException("no room"),
            "emil",
            new StoreException("no answer", null, StoreException.Kind.UNKNOWN));

    @Override
    public Explanation scale(ManualScale order) {
        fail(order.owner());
        ordered.add(order);
        boolean refused = order.replicas() == REFUSED;
        Verdict verdict = new Verdict(Guard.OVERRIDE, !refused, "freeze by bob: sale", null);
        return new Explanation(
                        order.service(),
                        Site.NOW,
                        refused ? Explanation.Outcome.HOLD : Explanation.Outcome.SCALE,
                        refused ? Reason.OVERRIDE : Reason.MANUAL,
                        3,
                        order.replicas(),
                        "manual:" + order.owner(),
                        Priority.P0,
                        null,
                        List.of(verdict),
                        List.of())
                .noting(order.inWords());
    }

    @Override
    public Placing put(ManualOverride override, boolean replace) {
        fail(override.owner());
        if (!replace && override.owner().equals(STRANGER)) {
            return new Placing.Blocked(standing(override.service()));
        }
        ordered.add(override);
        return new Placing.Stands(replace ? Optional.of(standing(override.service())) : Optional.empty());
    }

    @Override
    public Optional<ManualOverride> release(String service, String owner, String why) {
        ordered.add(service + "|" + owner + "|" + why);
        return service.equals("app") ? Optional.empty() : Optional.of(standing(service));
    }

    private static ManualOverride standing(String service) {
        return new ManualOverride(service, ManualOverride.Kind.FREEZE, 0, "bob", "sale", Site.NOW.plusSeconds(9));
    }

    private static void fail(String owner) {
        StoreException failure = UNLUCKY.get(owner);
        if (failure != null) {
            throw failure;
        }
    }
}

package dev.headroom.receiver.web;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.reconcile.Orders;
import java.util.List;
import java.util.Optional;

/** Keeps what is ordered; an order to scale to 9 is refused by a freeze, and the service app has no override. */
record KeptOrders(List<Object> ordered) implements Orders {

    static final int REFUSED = 9;

    /** Who orders over an override of bob. */
    static final String STRANGER = "carl";

    @Override
    public Explanation scale(ManualScale order) {
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
    public Optional<ManualOverride> put(ManualOverride override, boolean replace) {
        if (!replace && override.owner().equals(STRANGER)) {
            return Optional.of(new ManualOverride(
                    override.service(), ManualOverride.Kind.FREEZE, 0, "bob", "sale", Site.NOW.plusSeconds(9)));
        }
        ordered.add(override);
        return Optional.empty();
    }

    @Override
    public Optional<ManualOverride> release(String service, String owner, String why) {
        ordered.add(service + "|" + owner + "|" + why);
        return service.equals("app")
                ? Optional.empty()
                : Optional.of(new ManualOverride(
                        service, ManualOverride.Kind.FREEZE, 0, "bob", "sale", Site.NOW.plusSeconds(9)));
    }
}

package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.decision.Unusable;
import dev.headroom.receiver.policy.ScalingPolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of alerts that fire, ask for scaling and are not used: each is counted once as long as it fires, each rule logged once. */
final class RefusedAlerts {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedAlerts.class);

    private final Outcomes outcomes;
    private Map<Fingerprint, Unusable> told = Map.of();

    RefusedAlerts(Outcomes outcomes) {
        this.outcomes = outcomes;
    }

    void look(Collection<Alert> firing, ScalingPolicy policy) {
        Map<Fingerprint, Unusable> present = new HashMap<>();
        Set<String> logged = new HashSet<>();
        for (Alert alert : firing) {
            Unusable.of(alert, policy).ifPresent(refused -> {
                present.put(alert.fingerprint(), refused);
                if (!refused.equals(told.get(alert.fingerprint()))) {
                    tell(alert, refused, logged);
                }
            });
        }
        told = present;
    }

    private void tell(Alert alert, Unusable refused, Set<String> logged) {
        outcomes.refused(refused);
        if (logged.add(alert.name() + refused.kind())) {
            LOG.warn("the alert {} is not used: {}", "%.80s".formatted(alert.name()), refused.why());
        }
    }
}

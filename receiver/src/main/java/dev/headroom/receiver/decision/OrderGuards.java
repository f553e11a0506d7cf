package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Verdict.pass;
import static dev.headroom.receiver.decision.Verdict.refuse;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.decision.ServiceState.InFlight;
import dev.headroom.receiver.policy.ServicePolicy;
import java.util.List;

/** The guards that ask who else has a say: a person's override, missing news, an action in flight. */
final class OrderGuards {

    private static final String FROZEN = "frozen by ";

    private final Situation situation;
    private final ServiceState state;

    OrderGuards(Situation situation, ServiceState state) {
        this.situation = situation;
        this.state = state;
    }

    Verdict override(Proposal proposal) {
        if (isFrozen(proposal.service(), state)) {
            return refuse(Guard.OVERRIDE, frozen(proposal.service(), state), null);
        }
        ManualOverride order = state.order();
        if (order == null) {
            return pass(Guard.OVERRIDE, "none");
        }
        return order.forbids(proposal) ? refuse(Guard.OVERRIDE, order.inWords(), order.expires()) : allows(order);
    }

    /** What is told while nothing is asked for. */
    static List<Verdict> inForce(ServicePolicy service, ServiceState state) {
        ManualOverride order = state.order();
        if (isFrozen(service, state)) {
            return List.of(pass(Guard.OVERRIDE, frozen(service, state)));
        }
        return order == null ? List.of() : List.of(allows(order));
    }

    private static Verdict allows(ManualOverride order) {
        return new Verdict(Guard.OVERRIDE, true, order.inWords(), order.expires());
    }

    private static boolean isFrozen(ServicePolicy service, ServiceState state) {
        return service.isFrozen() || !state.target().frozen().isEmpty();
    }

    private static String frozen(ServicePolicy service, ServiceState state) {
        return FROZEN + (service.isFrozen() ? service.frozen() : state.target().frozen());
    }

    /** Whether it tells that nothing may be done to the service, until that is taken back where it was said. */
    static boolean tellsOfFreeze(Verdict verdict) {
        return verdict.guard() == Guard.OVERRIDE && verdict.detail().startsWith(FROZEN);
    }

    Verdict evidence(Proposal proposal) {
        if (!proposal.needsEvidence()) {
            return pass(Guard.EVIDENCE, "not needed");
        }
        Evidence.Finding finding = situation.evidence().look(situation.now());
        return switch (finding.sight()) {
            case CLEAR ->
                pass(Guard.EVIDENCE, "news " + Words.of(situation.evidence().age(situation.now())) + " old");
            case UNPROVEN ->
                proposal.up() ? ownAlerts(proposal, finding) : refuse(Guard.EVIDENCE, finding.reason(), null);
            case BLIND -> blind(finding);
        };
    }

    static Verdict blind(Evidence.Finding finding) {
        return refuse(Guard.EVIDENCE, "blind: " + finding.reason(), null);
    }

    /** Before Prometheus is proven to evaluate, an up goes by its own alerts, if they were told of lately. */
    private Verdict ownAlerts(Proposal proposal, Evidence.Finding finding) {
        boolean any = proposal.source().kind() == Source.Kind.TRIGGER;
        boolean lately = any
                ? proposal.because().stream().anyMatch(this::seenLately)
                : proposal.because().stream().allMatch(this::seenLately);
        return lately
                ? pass(Guard.EVIDENCE, "its own alert was told of lately; " + finding.reason())
                : refuse(Guard.EVIDENCE, "its alert was not told of lately, and " + finding.reason(), null);
    }

    private boolean seenLately(Alert alert) {
        return situation
                .firing()
                .seen(alert)
                .map(seen -> situation
                                .now()
                                .since(seen)
                                .compareTo(situation.evidence().blindAfter())
                        <= 0)
                .orElse(true);
    }

    Verdict rollout(Proposal proposal) {
        InFlight rollout = state.rollout();
        if (rollout == null) {
            return proposal.up() || state.target().updating().isEmpty()
                    ? pass(Guard.ROLLOUT, "none in flight")
                    : refuse(Guard.ROLLOUT, state.target().updating(), null);
        }
        String what = rollout.action().from() + " -> " + rollout.action().to();
        boolean late = !rollout.until().isAfter(situation.now().wall());
        return refuse(Guard.ROLLOUT, what + " is in flight", late ? null : rollout.until());
    }
}

package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Verdict.pass;
import static dev.headroom.receiver.decision.Verdict.refuse;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.decision.ServiceState.InFlight;

/** The guards that ask who else has a say: a person's override, missing news, an action in flight. */
final class OrderGuards {

    private final Situation situation;
    private final ServiceState state;

    OrderGuards(Situation situation, ServiceState state) {
        this.situation = situation;
        this.state = state;
    }

    Verdict override(Proposal proposal) {
        ManualOverride order = state.order();
        if (order == null) {
            return pass(Guard.OVERRIDE, "none");
        }
        return order.forbids(proposal) ? refuse(Guard.OVERRIDE, order.inWords(), order.expires()) : allows(order);
    }

    /** What is told of an override while it forbids nothing. */
    static Verdict allows(ManualOverride order) {
        return new Verdict(Guard.OVERRIDE, true, order.inWords(), order.expires());
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
            case BLIND -> refuse(Guard.EVIDENCE, "blind: " + finding.reason(), null);
        };
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
            return pass(Guard.ROLLOUT, "none in flight");
        }
        String what = rollout.action().from() + " -> " + rollout.action().to();
        return refuse(Guard.ROLLOUT, what + " is in flight", rollout.until());
    }
}

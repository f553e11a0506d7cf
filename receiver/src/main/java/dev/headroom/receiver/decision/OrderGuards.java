package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Verdict.pass;
import static dev.headroom.receiver.decision.Verdict.refuse;

import dev.headroom.receiver.decision.ServiceState.InFlight;
import java.time.Duration;

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
        Evidence evidence = situation.evidence();
        Duration age = evidence.age(situation.now());
        if (evidence.blind(situation.now())) {
            return refuse(Guard.EVIDENCE, "blind: no news from Alertmanager for " + Words.of(age), null);
        }
        if (!proposal.up() && evidence.heartbeat() == null) {
            return refuse(Guard.EVIDENCE, "no news from Alertmanager since the start", null);
        }
        return pass(Guard.EVIDENCE, "news " + Words.of(age) + " old");
    }

    Verdict rollout(Proposal proposal) {
        InFlight rollout = state.rollout();
        if (rollout == null) {
            return pass(Guard.ROLLOUT, "none in flight");
        }
        String what = rollout.action().from() + " -> " + rollout.action().to();
        if (rollout.yieldsTo(proposal)) {
            return pass(Guard.ROLLOUT, "takes back " + what + ", which has stopped nothing yet");
        }
        return refuse(Guard.ROLLOUT, what + " is in flight", rollout.until());
    }
}

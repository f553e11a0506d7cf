package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Decider;
import dev.headroom.receiver.decision.Decision;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Situation;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.rollout.Rollout;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is bringing back lost replicas now. Nothing is refused for it: an action that is wanted meanwhile goes on from it.
 *
 * @param inFlight those that may be interrupted
 */
record Repairs(List<Rollout> inFlight) {

    Optional<Rollout> of(String service) {
        return inFlight.stream()
                .filter(repair -> repair.service().equals(service))
                .findFirst();
    }

    List<Decision> decide(ScalingPolicy policy, Situation present) {
        List<Decision> decisions = Decider.decide(policy, present);
        if (inFlight.isEmpty()) {
            return decisions;
        }
        List<Decision> anew = Decider.decide(policy, without(present));
        Set<String> going = anew.stream()
                .filter(decision -> decision.reason() == Reason.LOSS)
                .map(Decision::service)
                .filter(service -> of(service).isPresent())
                .collect(Collectors.toSet());
        return Stream.concat(
                        anew.stream().filter(decision -> !going.contains(decision.service())),
                        decisions.stream().filter(decision -> going.contains(decision.service())))
                .toList();
    }

    private Situation without(Situation present) {
        Situation situation = present;
        for (Rollout repair : inFlight) {
            situation = situation.asIfNever(repair.action());
        }
        return situation;
    }
}

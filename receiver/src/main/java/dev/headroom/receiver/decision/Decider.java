package dev.headroom.receiver.decision;

import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decision of every service at one instant: the same policy and situation always give the same answer.
 *
 * <p>The most urgent proposal that no guard refuses is done. Where all are refused, the most urgent one tells why. So
 * a source in its cooldown never mutes another that is free to act.
 */
public final class Decider {

    private Decider() {}

    /** One decision for each service of the situation, the most urgent first. */
    public static List<Decision> decide(ScalingPolicy policy, Situation situation) {
        Proposals proposals = new Proposals(policy, situation);
        List<Wishes> wishes = policy.services().values().stream()
                .filter(service -> situation.services().containsKey(service.name()))
                .map(service -> Wishes.of(service, situation, proposals))
                .sorted(Comparator.comparing(Wishes::urgency))
                .toList();
        Instant scheduleChanges =
                policy.schedule().nextChange(situation.now().wall()).orElse(null);
        List<Decision> decisions = new ArrayList<>();
        Situation present = situation;
        for (Wishes wish : wishes) {
            Decision decision = seated(wish.decide(new Guards(policy, present), scheduleChanges), present);
            decisions.add(decision);
            present = after(decision, present);
        }
        return decisions;
    }

    /** With the places on GPUs of the new replicas; none for downs and for services that need no GPU. */
    private static Decision seated(Decision decision, Situation situation) {
        if (!(decision instanceof Decision.Scale scale) || !scale.proposal().gated()) {
            return decision;
        }
        VramGate.Wish wish = situation.wish(scale.proposal().service(), scale.from(), scale.to());
        return scale.on(situation.vram().ask(wish).seats());
    }

    /** What one service is given of GPU memory is gone for the next. */
    private static Situation after(Decision decision, Situation before) {
        return decision instanceof Decision.Scale scale
                ? before.gatedBy(before.vram().reserving(scale.seats()))
                : before;
    }

    /** What comes of a person's order to scale a service whose count is known: the guards judge it alone. */
    public static Decision judge(ScalingPolicy policy, Situation situation, ManualScale order) {
        ServiceState state = Objects.requireNonNull(situation.services().get(order.service()));
        ServicePolicy service = Objects.requireNonNull(policy.service(order.service()));
        Proposal proposal = order.proposal(
                service, state.desired(), policy.floor(service, situation.now().wall()));
        if (order.replicas() == state.desired()) {
            return new Decision.Hold(service.name(), state.desired(), Reason.MANUAL, proposal, List.of(), null);
        }
        Judged judged = new Judged(proposal, new Guards(policy, situation).judge(proposal, state));
        return judged.passes()
                ? seated(judged.scale(state), situation)
                : judged.hold(state, judged.passesAt().orElse(null));
    }

    /** A service with its proposals, the most urgent first. */
    private record Wishes(ServicePolicy service, ServiceState state, List<Proposal> proposals) {

        static Wishes of(ServicePolicy service, Situation situation, Proposals proposals) {
            ServiceState state = Objects.requireNonNull(situation.services().get(service.name()));
            return new Wishes(service, state, proposals.of(service, state));
        }

        Priority urgency() {
            return proposals.isEmpty() ? Priority.P3 : proposals.get(0).priority();
        }

        Decision decide(Guards guards, @Nullable Instant scheduleChanges) {
            if (proposals.isEmpty()) {
                return new Decision.Hold(
                        service.name(), state.desired(), Reason.STEADY, null, inForce(), scheduleChanges);
            }
            List<Judged> judged = new ArrayList<>();
            for (Proposal proposal : proposals) {
                Judged next = new Judged(proposal, guards.judge(proposal, state));
                if (next.passes()) {
                    return next.scale(state);
                }
                judged.add(next);
            }
            return judged.get(0).hold(state, firstToPass(judged));
        }

        private List<Verdict> inForce() {
            ManualOverride order = state.order();
            return order == null ? List.of() : List.of(OrderGuards.allows(order));
        }
    }

    private static @Nullable Instant firstToPass(List<Judged> refused) {
        return refused.stream()
                .flatMap(judged -> judged.passesAt().stream())
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** A proposal with all verdicts on it. */
    private record Judged(Proposal proposal, List<Verdict> verdicts) {

        boolean passes() {
            return verdicts.stream().allMatch(Verdict::passed);
        }

        Decision scale(ServiceState state) {
            ServiceState.InFlight inFlight = state.rollout();
            return new Decision.Scale(
                    state.desired(), proposal, verdicts, inFlight == null ? null : inFlight.action(), List.of());
        }

        Decision hold(ServiceState state, @Nullable Instant until) {
            return new Decision.Hold(
                    state.service(), state.desired(), refusals().get(0).guard().reason(), proposal, verdicts, until);
        }

        /** When the last refusal ends; empty where one of them ends at no known instant. */
        Optional<Instant> passesAt() {
            return refusals().stream().anyMatch(refusal -> refusal.until() == null)
                    ? Optional.empty()
                    : refusals().stream()
                            .map(refusal -> Objects.requireNonNull(refusal.until()))
                            .max(Comparator.naturalOrder());
        }

        private List<Verdict> refusals() {
            return verdicts.stream().filter(Verdict::refused).toList();
        }
    }
}

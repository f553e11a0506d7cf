package dev.headroom.receiver.decision;

import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The decision of every service at one instant: the same policy and situation always give the same answer.
 *
 * <p>The most urgent wish that no guard refuses is done. Where all are refused, the most urgent one tells why. So
 * a source in its cooldown never mutes another that is free to act.
 */
public final class Decider {

    private Decider() {}

    /** One decision for each service of the situation, the most urgent first. */
    public static List<Decision> decide(ScalingPolicy policy, Situation situation) {
        Proposals proposals = new Proposals(policy, situation);
        List<Asked> all = policy.services().values().stream()
                .filter(service -> situation.services().containsKey(service.name()))
                .map(service -> Asked.of(service, situation, proposals))
                .sorted(Comparator.comparing(Asked::urgency))
                .toList();
        Instant scheduleChanges =
                policy.schedule().nextChange(situation.now().wall()).orElse(null);
        List<Decision> decisions = new ArrayList<>();
        Situation present = situation;
        for (Asked asked : all) {
            Decision decision = seated(asked.decide(new Guards(policy, present), scheduleChanges), present);
            decisions.add(decision);
            present = after(decision, present);
        }
        return new Yielding(policy, present, proposals).over(decisions);
    }

    /** With the places on GPUs of the new replicas; none for downs and for services that need no GPU. */
    private static Decision seated(Decision decision, Situation situation) {
        if (!(decision instanceof Decision.Scale scale) || !scale.proposal().gated()) {
            return decision;
        }
        ServiceState state = Objects.requireNonNull(situation.services().get(scale.service()));
        VramGate.Wish wish = situation.wish(scale.proposal().service(), state.alive(), scale.to());
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
        int floor = policy.floor(service, situation.now().wall());
        Proposal proposal = order.proposal(service, state, floor);
        if (order.count(state) == state.desired()) {
            return new Decision.Hold(
                    service.name(), state.desired(), Reason.MANUAL, proposal, List.of(), null, List.of());
        }
        Judged judged = new Judged(proposal, new Guards(policy, situation).judge(proposal, state), List.of());
        return judged.passes()
                ? seated(judged.scale(), situation)
                : judged.hold(judged.passesAt().orElse(null));
    }

    /** Judges an action that has had no effect yet as if it had never been begun. */
    public static Review review(ScalingPolicy policy, Situation situation, Action begun) {
        Situation before = situation.asIfNever(begun);
        if (begun.source().kind() == Source.Kind.YIELD) {
            return Yielding.review(policy, before, begun);
        }
        Optional<Decision> again = begun.source().kind() == Source.Kind.MANUAL
                ? Optional.of(judge(policy, before, ManualScale.behind(begun)))
                : decide(policy, before).stream()
                        .filter(decision -> decision.service().equals(begun.service()))
                        .findFirst();
        Times times = Times.named(policy.schedule().zone());
        return again.map(decision -> review(decision, begun, situation.now().wall(), times))
                .orElse(new Review.Unjudged("its count is not known"));
    }

    private static Review review(Decision again, Action begun, Instant now, Times times) {
        if (again instanceof Decision.Scale scale && leadsAsFar(scale, begun)) {
            return new Review.Stands();
        }
        String reason = Sentence.reasonOf(Explanation.of(again, now), times);
        boolean unjudged = again instanceof Decision.Hold hold
                && hold.wanted() != null
                && !hold.wanted().up()
                && hold.verdicts().stream()
                        .filter(Verdict::refused)
                        .allMatch(verdict -> verdict.guard() == Guard.EVIDENCE);
        return unjudged && again.reason() == Reason.EVIDENCE
                ? new Review.Unjudged(reason)
                : new Review.Overruled(reason);
    }

    private static boolean leadsAsFar(Decision.Scale scale, Action begun) {
        return begun.direction() == Direction.UP
                ? scale.to() >= begun.to()
                : scale.to() < begun.from() && scale.to() <= begun.to();
    }

    /** A service with all that is wished for it. */
    private record Asked(ServicePolicy service, ServiceState state, Wishes wishes) {

        static Asked of(ServicePolicy service, Situation situation, Proposals proposals) {
            ServiceState state = Objects.requireNonNull(situation.services().get(service.name()));
            return new Asked(service, state, proposals.of(service, state));
        }

        Priority urgency() {
            return state.lost() > 0 ? Priority.P0 : wishes.urgency();
        }

        /** Where nothing else is done, what was lost is brought back. */
        Decision decide(Guards guards, @Nullable Instant scheduleChanges) {
            Decision decision = scaled(guards, scheduleChanges);
            int wanted = Math.min(state.desired(), service.replicas().max()); // what is above need not come back
            return decision instanceof Decision.Hold hold && state.alive() < wanted
                    ? orRepair(hold, repair(wanted), guards)
                    : decision;
        }

        private Decision orRepair(Decision.Hold hold, Proposal proposal, Guards guards) {
            Judged repair = new Judged(proposal, guards.judgeRepair(proposal, state), List.of());
            if (repair.passes()) {
                return repair.scale();
            }
            return hold.reason() == Reason.STEADY
                    ? repair.hold(repair.passesAt().orElse(null))
                    : hold;
        }

        private Proposal repair(int wanted) {
            return new Proposal(
                    service,
                    Source.loss(),
                    Priority.P0,
                    Proposal.Wish.LEAST,
                    state.alive(),
                    state.desired(),
                    wanted,
                    List.of(),
                    Map.of());
        }

        private Decision scaled(Guards guards, @Nullable Instant scheduleChanges) {
            Optional<Proposal> defender = wishes.defender();
            if (defender.isPresent()) {
                return keeps(defender.get());
            }
            List<Judged> judged = new ArrayList<>();
            for (Proposal proposal : wishes.asking()) {
                Judged next = new Judged(proposal, guards.judge(proposal, state), wishes.against(proposal));
                if (next.passes()) {
                    return next.scale();
                }
                judged.add(next);
            }
            return judged.isEmpty()
                    ? steady(guards, scheduleChanges)
                    : judged.get(0).hold(firstToPass(judged));
        }

        private Decision keeps(Proposal defender) {
            return new Decision.Hold(
                    service.name(),
                    state.desired(),
                    Reason.of(defender.source()),
                    defender,
                    inForce(),
                    null,
                    wishes.against(defender));
        }

        /** Nothing that is heard of asks for a change. */
        private Decision steady(Guards guards, @Nullable Instant scheduleChanges) {
            List<Verdict> verdicts =
                    Stream.concat(inForce().stream(), guards.unheard().stream()).toList();
            return new Decision.Hold(
                    service.name(), state.desired(), Reason.STEADY, null, verdicts, scheduleChanges, List.of());
        }

        private List<Verdict> inForce() {
            return OrderGuards.inForce(service, state);
        }
    }

    private static @Nullable Instant firstToPass(List<Judged> refused) {
        return refused.stream()
                .flatMap(judged -> judged.passesAt().stream())
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** A proposal with all verdicts on it, and the wishes that speak against it. */
    private record Judged(Proposal proposal, List<Verdict> verdicts, List<Proposal> against) {

        boolean passes() {
            return verdicts.stream().allMatch(Verdict::passed);
        }

        Decision scale() {
            return new Decision.Scale(proposal, verdicts, List.of(), List.of(), against);
        }

        Decision hold(@Nullable Instant until) {
            return new Decision.Hold(
                    proposal.service().name(),
                    proposal.current(),
                    refusals().get(0).guard().reason(),
                    proposal,
                    verdicts,
                    until,
                    against);
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

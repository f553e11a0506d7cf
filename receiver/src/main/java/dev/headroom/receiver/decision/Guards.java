package dev.headroom.receiver.decision;

import dev.headroom.receiver.policy.ScalingPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** All guards over one proposal: each gives its verdict, also after the first refusal. */
final class Guards {

    private final ScalingPolicy policy;
    private final Situation situation;

    Guards(ScalingPolicy policy, Situation situation) {
        this.policy = policy;
        this.situation = situation;
    }

    /** Of what only brings back what was lost: to no guard but these does it matter. */
    List<Verdict> judgeRepair(Proposal repair, ServiceState state) {
        OrderGuards orders = new OrderGuards(situation, state);
        PaceGuards pace = new PaceGuards(
                policy, situation, repair.service(), state.target().setBy());
        return List.of(
                orders.override(repair),
                orders.rollout(repair),
                pace.betweenRepairs(),
                new RoomGuards(policy, situation, state).vram(repair),
                pace.ineffective(repair));
    }

    /** While blind: what would be refused is not known, that it would be is. */
    Optional<Verdict> unheard() {
        Evidence.Finding finding = situation.evidence().look(situation.now());
        return finding.blind() ? Optional.of(OrderGuards.blind(finding)) : Optional.empty();
    }

    List<Verdict> judge(Proposal proposal, ServiceState state) {
        OrderGuards orders = new OrderGuards(situation, state);
        PaceGuards pace = new PaceGuards(
                policy, situation, proposal.service(), state.target().setBy());
        RoomGuards room = new RoomGuards(policy, situation, state);
        EffectGuard effect = new EffectGuard(situation.trials());
        return Arrays.stream(Guard.values())
                .map(guard -> switch (guard) {
                    case OVERRIDE -> orders.override(proposal);
                    case EVIDENCE -> orders.evidence(proposal);
                    case ROLLOUT -> orders.rollout(proposal);
                    case OBSTACLE -> room.obstacle(proposal);
                    case COOLDOWN -> pace.cooldown(proposal);
                    case STABILIZATION -> pace.stabilization(proposal);
                    case FLAP_DAMPING -> pace.flapDamping(proposal);
                    case RATE -> pace.rate(proposal);
                    case VRAM -> room.vram(proposal);
                    case MATRIX -> room.matrix(proposal);
                    case BOUNDS -> room.bounds(proposal);
                    case INEFFECTIVE -> pace.ineffective(proposal);
                    case EFFECT -> effect.verdict(proposal);
                })
                .toList();
    }
}

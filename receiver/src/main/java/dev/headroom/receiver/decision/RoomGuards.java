package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Verdict.pass;
import static dev.headroom.receiver.decision.Verdict.refuse;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.ScalingPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The guards that ask whether there is room: GPU memory, the matrix' holds, the limits. */
final class RoomGuards {

    private static final String NO_GPU = "the service needs no GPU";
    private static final String NOT_GATED = "downs are never gated";

    private final ScalingPolicy policy;
    private final Situation situation;
    private final ServiceState state;

    RoomGuards(ScalingPolicy policy, Situation situation, ServiceState state) {
        this.policy = policy;
        this.situation = situation;
        this.state = state;
    }

    Verdict vram(Proposal proposal) {
        if (!proposal.up() || !proposal.service().gpu().check()) {
            return pass(Guard.VRAM, proposal.up() ? NO_GPU : NOT_GATED);
        }
        List<Alert> low = situation.firing().with("gate", "vram");
        if (!low.isEmpty()) {
            return refuse(Guard.VRAM, low.get(0).name() + " fires: too little GPU memory is free", null);
        }
        Room room = situation.vram().ask(proposal.service(), proposal.to());
        return room.fits() ? pass(Guard.VRAM, room.detail()) : refuse(Guard.VRAM, room.detail(), null);
    }

    /** Whether the verdict tells of GPU memory, and not only that none is needed. */
    static boolean tellsOfRoom(Verdict verdict) {
        return verdict.guard() == Guard.VRAM
                && !verdict.detail().isEmpty()
                && !verdict.detail().equals(VramGate.UNCHECKED)
                && !verdict.detail().equals(NO_GPU)
                && !verdict.detail().equals(NOT_GATED);
    }

    /** A rule that holds scale-ups refuses those of its own priority and of lower ones. */
    Verdict matrix(Proposal proposal) {
        Optional<MatrixRule> holding = policy.matrix().stream()
                .filter(rule -> proposal.up() && holdsUps(rule, proposal))
                .findFirst();
        return holding.map(rule -> refuse(
                        Guard.MATRIX,
                        "matrix rule " + rule.name() + " (" + rule.priority() + ") holds scale-ups" + reason(rule),
                        null))
                .orElse(pass(Guard.MATRIX, "no rule holds it"));
    }

    Verdict bounds(Proposal proposal) {
        int min = proposal.service().replicas().min();
        int max = proposal.service().replicas().max();
        if (proposal.to() != state.desired()) {
            return pass(Guard.BOUNDS, proposal.to() + " is within " + min + ".." + max);
        }
        boolean asked = proposal.source().kind() == Source.Kind.MANUAL;
        if (asked ? proposal.wanted() > max : proposal.up()) {
            return refuse(Guard.BOUNDS, (asked ? "over" : "at") + " the maximum of " + max, null);
        }
        String at = (asked ? "below" : "at") + " the ";
        int floor = policy.floor(proposal.service(), situation.now());
        return floor > min
                ? refuse(Guard.BOUNDS, at + "floor of " + floor + " of window " + window(), windowEnds())
                : refuse(Guard.BOUNDS, at + "minimum of " + min, null);
    }

    private boolean holdsUps(MatrixRule rule, Proposal proposal) {
        return rule.then().get(proposal.service().name()) instanceof Effect.HoldScaleUp
                && rule.priority().atLeast(proposal.priority())
                && rule.when().holds(situation.firing().names(), window());
    }

    private String reason(MatrixRule rule) {
        List<String> because = rule.when().because(situation.firing().names(), window());
        return because.isEmpty() ? "" : " while " + String.join(", ", because) + " fires";
    }

    private String window() {
        return policy.schedule().windowAt(situation.now());
    }

    private @Nullable Instant windowEnds() {
        return policy.schedule().nextChange(situation.now()).orElse(null);
    }
}

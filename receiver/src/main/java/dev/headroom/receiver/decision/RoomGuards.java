package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Verdict.pass;
import static dev.headroom.receiver.decision.Verdict.refuse;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.ScalingPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The guards that ask whether there is room: GPU memory, the matrix' holds, the limits. */
final class RoomGuards {

    private static final String NO_GPU = "the service needs no GPU";
    private static final String LEFT_TO_VRAM =
            " holds scale-ups on the GPUs that its alerts name; the others are judged";
    private static final String MOST = " the maximum of ";
    private static final String ELSEWHERE =
            "not all that sleep have room where they are, and wake starts none elsewhere: ";
    private static final String NOT_GATED = "downs are never gated";

    /** The trigger of spec 1.2 that asks for a replica because GPU memory is used up. */
    private static final String VRAM_TRIGGER = "vram_usage";

    private final ScalingPolicy policy;
    private final Situation situation;
    private final ServiceState state;

    RoomGuards(ScalingPolicy policy, Situation situation, ServiceState state) {
        this.policy = policy;
        this.situation = situation;
        this.state = state;
    }

    Verdict obstacle(Proposal proposal) {
        ServiceState.Target target = state.target();
        Optional<String> otherMeans = new StandbyGuard(state).refusal(proposal);
        if (otherMeans.isPresent()) {
            return refuse(Guard.OBSTACLE, otherMeans.get(), null);
        }
        if (!proposal.up()) {
            return proposal.to() >= target.least().count()
                    ? pass(Guard.OBSTACLE, "the target knows of none")
                    : refuse(Guard.OBSTACLE, target.least().why(), null);
        }
        if (proposal.to() > target.most().count()) {
            return refuse(Guard.OBSTACLE, target.most().why(), null);
        }
        return target.obstacle().isEmpty()
                ? pass(Guard.OBSTACLE, "the target knows of none")
                : refuse(Guard.OBSTACLE, target.obstacle(), null);
    }

    Verdict vram(Proposal proposal) {
        if (!proposal.gated()) {
            return pass(Guard.VRAM, proposal.up() ? NO_GPU : NOT_GATED);
        }
        Room room = situation.vram().ask(situation.wish(proposal.service(), state.alive(), proposal.to()));
        if (room.fits() && new StandbyGuard(state).startsAnew(proposal, room)) {
            return refuse(Guard.VRAM, ELSEWHERE + room.detail(), null);
        }
        return room.fits()
                ? pass(Guard.VRAM, room.detail())
                : refuse(Guard.VRAM, clash(proposal) + room.detail() + yielding(proposal), null);
    }

    private String yielding(Proposal proposal) {
        return situation
                .yielding(proposal.service().name(), Duration.ZERO)
                .map(sleeps -> "; " + sleeps.service() + " puts a replica to sleep for it")
                .orElse("");
    }

    /**
     * "VRAM usage > 80 % -> scale up" and "VRAM free < 20 % -> do not scale up" are one reading of one GPU (spec 1.2,
     * 4.1): the service's own GPUs are full, which asks for a replica, and only a GPU with room may take it.
     */
    private static String clash(Proposal proposal) {
        return proposal.source().name().equals(VRAM_TRIGGER)
                ? "its own GPUs are full, which asks for a replica on a GPU with room, and there is none: "
                : "";
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
        List<MatrixRule> wanting = policy.matrix().stream()
                .filter(rule -> proposal.up() && holdsUps(rule, proposal))
                .toList();
        Optional<MatrixRule> holding = wanting.stream()
                .filter(rule -> !speaksOfSingleGpus(rule, proposal))
                .findFirst();
        String otherwise =
                wanting.isEmpty() ? "no rule holds it" : wanting.get(0).name() + LEFT_TO_VRAM;
        return holding.map(rule -> refuse(
                        Guard.MATRIX,
                        "matrix rule " + rule.name() + " (" + rule.priority() + ") holds scale-ups" + reason(rule),
                        null))
                .orElse(pass(Guard.MATRIX, otherwise));
    }

    Verdict bounds(Proposal proposal) {
        int min = proposal.service().replicas().min();
        int max = proposal.service().replicas().max();
        if (proposal.to() != state.desired()) {
            return pass(Guard.BOUNDS, proposal.to() + " is within " + min + ".." + max);
        }
        boolean asked = proposal.source().kind() == Source.Kind.MANUAL;
        if (asked ? proposal.wanted() > max : proposal.up()) {
            return refuse(Guard.BOUNDS, (asked ? "over" : "at") + MOST + max, null);
        }
        String at = (asked ? "below" : "at") + " the ";
        int floor = policy.floor(proposal.service(), situation.now().wall());
        return floor > min
                ? refuse(Guard.BOUNDS, at + "floor of " + floor + " of window " + window(), windowEnds())
                : refuse(Guard.BOUNDS, at + "minimum of " + min, null);
    }

    /** Whether it tells that no more are allowed. */
    static boolean tellsOfMost(Verdict verdict) {
        return verdict.guard() == Guard.BOUNDS
                && verdict.refused()
                && verdict.detail().contains(MOST);
    }

    private boolean holdsUps(MatrixRule rule, Proposal proposal) {
        return rule.then().get(proposal.service().name()) instanceof Effect.HoldScaleUp
                && rule.priority().atLeast(proposal.priority())
                && rule.when().holds(situation.scene(window()));
    }

    /** A hold for want of memory on GPUs that its alerts name is judged GPU by GPU, where they are read. */
    private boolean speaksOfSingleGpus(MatrixRule rule, Proposal proposal) {
        List<Alert> behind = rule.when().because(situation.scene(window())).stream()
                .flatMap(name -> situation.firing().named(name).stream())
                .toList();
        return proposal.service().gpu().check()
                && situation.vram().looksAtEach()
                && !behind.isEmpty()
                && behind.stream()
                        .allMatch(alert -> "vram".equals(alert.label("gate"))
                                && Situation.warning(alert).gpu() != null);
    }

    private String reason(MatrixRule rule) {
        List<String> because = rule.when().because(situation.scene(window()));
        return because.isEmpty() ? "" : " while " + String.join(", ", because) + " fires";
    }

    private String window() {
        return policy.schedule().windowAt(situation.now().wall());
    }

    private @Nullable Instant windowEnds() {
        return policy.schedule().nextChange(situation.now().wall()).orElse(null);
    }
}

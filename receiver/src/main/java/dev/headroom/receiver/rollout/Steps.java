package dev.headroom.receiver.rollout;

import static dev.headroom.receiver.rollout.Phase.CHECKPOINTING;
import static dev.headroom.receiver.rollout.Phase.DONE;
import static dev.headroom.receiver.rollout.Phase.DRAINING;
import static dev.headroom.receiver.rollout.Phase.FINISHING;
import static dev.headroom.receiver.rollout.Phase.PLANNED;
import static dev.headroom.receiver.rollout.Phase.ROUTING;
import static dev.headroom.receiver.rollout.Phase.SCALING;
import static dev.headroom.receiver.rollout.Phase.VERIFYING;
import static dev.headroom.receiver.rollout.Phase.WARMING;

import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import java.util.ArrayList;
import java.util.List;

/**
 * The phases that a rollout goes through, of those in spec 4.2 that its service has a use for.
 *
 * @param inOrder the last is DONE
 */
record Steps(List<Phase> inOrder, Timings timings) {

    static Steps of(Direction direction, ServicePolicy service, Hooks hooks) {
        return direction == Direction.UP ? up(service, hooks) : down(service, hooks);
    }

    private static Steps up(ServicePolicy service, Hooks hooks) {
        List<Phase> phases = new ArrayList<>(List.of(PLANNED, SCALING));
        if (!service.timings().warmup().isZero()) {
            phases.add(WARMING);
        }
        phases.add(VERIFYING);
        if (hooks.has(service.name(), Hook.ROUTE)) {
            phases.add(ROUTING);
        }
        return ended(phases, service);
    }

    private static Steps down(ServicePolicy service, Hooks hooks) {
        List<Phase> phases = new ArrayList<>(List.of(PLANNED));
        if (hooks.has(service.name(), Hook.DRAIN)) {
            phases.add(DRAINING);
        }
        if (hooks.has(service.name(), Hook.ACTIVE_TASKS)) {
            phases.add(FINISHING);
        }
        if (service.scaleDown().checkpointSync()) {
            phases.add(CHECKPOINTING);
        }
        phases.addAll(List.of(SCALING, VERIFYING));
        return ended(phases, service);
    }

    private static Steps ended(List<Phase> phases, ServicePolicy service) {
        phases.add(DONE);
        return new Steps(List.copyOf(phases), service.timings());
    }

    /** The one after, also of a phase that the service no longer has since its configuration changed. */
    Phase after(Phase phase) {
        return inOrder.stream()
                .filter(next -> next.compareTo(phase) > 0)
                .findFirst()
                .orElse(DONE);
    }
}

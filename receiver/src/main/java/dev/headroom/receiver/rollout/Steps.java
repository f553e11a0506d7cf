package dev.headroom.receiver.rollout;

import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import java.util.List;

/**
 * The phases that a rollout goes through, of those in spec 4.2 that its service has a use for.
 *
 * @param inOrder the last is DONE
 */
record Steps(List<Phase> inOrder, Timings timings) {

    static Steps of(Rollout rollout, ServicePolicy service, Hooks hooks) {
        return new Steps(
                Transitions.Course.of(rollout).phases().stream()
                        .filter(phase -> hasUseFor(phase, service, hooks))
                        .toList(),
                service.timings());
    }

    private static boolean hasUseFor(Phase phase, ServicePolicy service, Hooks hooks) {
        return switch (phase) {
            case DRAINING -> hooks.has(service.name(), Hook.DRAIN);
            case FINISHING -> hooks.has(service.name(), Hook.ACTIVE_TASKS);
            case CHECKPOINTING -> service.scaleDown().checkpointSync();
            case WARMING -> !service.timings().warmup().isZero();
            case ROUTING -> hooks.has(service.name(), Hook.ROUTE);
            case PLANNED, SCALING, VERIFYING, RESTORING, DONE, FAILED, ABANDONED, CANCELLED, OVERTAKEN -> true;
        };
    }

    /** The one after, also of a phase that the service no longer has since its configuration changed. */
    Phase after(Phase phase) {
        return inOrder.stream()
                .filter(next -> next.compareTo(phase) > 0)
                .findFirst()
                .orElse(Phase.DONE);
    }
}

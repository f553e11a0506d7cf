package dev.headroom.receiver.app;

import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is allowed of hooks, and hardly meant. */
final class HookWarnings {

    private static final Logger LOG = LoggerFactory.getLogger(HookWarnings.class);

    private HookWarnings() {}

    static void tell(ScalingPolicy policy, Hooks hooks) {
        of(policy, hooks).forEach(LOG::warn);
    }

    static List<String> of(ScalingPolicy policy, Hooks hooks) {
        return policy.services().values().stream()
                .flatMap(service -> Stream.of(noCheckpoint(service, hooks), noWayBack(service.name(), hooks)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> noCheckpoint(ServicePolicy service, Hooks hooks) {
        return service.scaleDown().checkpointSync() && !hooks.has(service.name(), Hook.CHECKPOINT)
                ? Optional.of(
                        "%1$s will never be scaled down: its checkpoint_sync is required, and hooks.%1$s.checkpoint is not set"
                                .formatted(service.name()))
                : Optional.empty();
    }

    private static Optional<String> noWayBack(String service, Hooks hooks) {
        return hooks.has(service, Hook.DRAIN) && !hooks.has(service, Hook.ROUTE)
                ? Optional.of(
                        "%1$s: nobody tells a replica that was drained in vain to take work again: hooks.%1$s.drain is set, and hooks.%1$s.route is not"
                                .formatted(service))
                : Optional.empty();
    }
}

package dev.headroom.receiver.decision;

import dev.headroom.receiver.decision.ServiceState.Awake;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A replica that could sleep for another service's up.
 *
 * @param wanted the most urgent wish against one fewer of its service; null where there is none
 * @param most so many of its service may
 */
record Yielder(
        ServicePolicy service,
        ServiceState state,
        Awake replica,
        @Nullable Priority wanted,
        int most) {
    Duration idle() {
        return Objects.requireNonNull(replica.idle());
    }
}

package dev.headroom.receiver.decision;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a service when it is judged.
 *
 * @param desired replicas that its target is set to, as it was seen
 * @param rollout the action in flight; null for none
 * @param order a person's override in force; null for none
 */
public record ServiceState(
        String service,
        int desired,
        @Nullable InFlight rollout,
        @Nullable ManualOverride order) {

    /**
     * An action that has not ended.
     *
     * @param until when it must have ended, at the latest
     */
    public record InFlight(Action action, Instant until) {}
}

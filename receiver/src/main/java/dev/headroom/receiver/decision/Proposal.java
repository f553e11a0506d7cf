package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One wish for one service, before the guards.
 *
 * @param wanted replicas asked for, which may lie beyond the limits
 * @param to replicas after the limits: equal to the present count where nothing is left of the wish
 * @param because the alerts behind it; empty for the schedule and for people
 * @param cooldowns the cooldowns that it must respect and starts, by source name: its own first
 */
public record Proposal(
        ServicePolicy service,
        Source source,
        Priority priority,
        Direction direction,
        int wanted,
        int to,
        List<Alert> because,
        Map<String, Duration> cooldowns) {

    public boolean up() {
        return direction == Direction.UP;
    }

    /** Whether it needs room on a GPU: an up of a service with {@code gpu_check: required}. */
    boolean gated() {
        return up() && service.gpu().check();
    }

    boolean byPerson() {
        return source.person();
    }

    /** A down rests on what does not fire, an up from alerts on what does; the clock and people need no news. */
    boolean needsEvidence() {
        return !byPerson() && (!up() || !because.isEmpty());
    }
}

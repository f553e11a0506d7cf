package dev.headroom.receiver.policy;

import java.time.Duration;
import java.util.Map;

/**
 * A row of the decision matrix (spec 4.1).
 *
 * @param cooldown how long after its last action on a service it may not act on that service again
 * @param then what it wants, by service
 */
public record MatrixRule(String name, Priority priority, Condition when, Map<String, Effect> then, Duration cooldown) {

    public static final Duration DEFAULT_COOLDOWN = Duration.ofMinutes(5);

    public MatrixRule {
        then = Map.copyOf(then);
    }
}

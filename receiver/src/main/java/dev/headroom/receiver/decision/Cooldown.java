package dev.headroom.receiver.decision;

import java.time.Duration;
import java.time.Instant;

/**
 * A cooldown that is running.
 *
 * @param factor how often its configured length it lasts, because of flapping
 */
public record Cooldown(String source, Instant until, int factor) {

    /** How long a source's cooldown lasts, by the policy and by the factor of flap damping. */
    record Length(String source, Duration once, int factor) {
        Duration total() {
            return once.multipliedBy(factor);
        }
    }
}

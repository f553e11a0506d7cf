package dev.headroom.receiver.backtest.alerting;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which a rule fired.
 *
 * @param from the evaluation at which it began
 * @param until the evaluation at which it had ended, or the last one
 */
public record Firing(Instant from, Instant until) {

    public Duration length() {
        return Duration.between(from, until);
    }
}

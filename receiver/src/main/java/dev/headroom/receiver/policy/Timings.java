package dev.headroom.receiver.policy;

import java.time.Duration;

/**
 * How long the steps of a rollout may take (spec 4.2).
 *
 * @param warmup until a new replica can work: model or checkpoint loading
 * @param health after the warm-up, until all new replicas must be healthy
 * @param drain from the first stop signal to the kill
 */
public record Timings(Duration warmup, Duration health, Duration drain) {
    public static final Timings DEFAULT = new Timings(Duration.ZERO, Duration.ofSeconds(120), Duration.ofSeconds(60));
}

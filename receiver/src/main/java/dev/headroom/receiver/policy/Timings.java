package dev.headroom.receiver.policy;

import java.time.Duration;

/**
 * How long the steps of a rollout may take (spec 4.2).
 *
 * @param warmup until a new replica can work: model or checkpoint loading
 * @param health after the warm-up, until all new replicas must be healthy
 * @param drain until a replica that takes no new work is asked to end, and then from that to the kill
 * @param finish until the tasks of a replica that is to be stopped must be done; else it is not stopped
 * @param checkpoint until its checkpoint must be finished; else it is not stopped
 */
public record Timings(Duration warmup, Duration health, Duration drain, Duration finish, Duration checkpoint) {
    public static final Timings DEFAULT = new Timings(
            Duration.ZERO, Duration.ofSeconds(120), Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofMinutes(5));

    /** The defaults with other times for warm-up, health and drain. */
    public static Timings of(Duration warmup, Duration health, Duration drain) {
        return new Timings(warmup, health, drain, DEFAULT.finish, DEFAULT.checkpoint);
    }
}

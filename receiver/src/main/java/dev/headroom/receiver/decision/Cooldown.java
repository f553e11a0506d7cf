package dev.headroom.receiver.decision;

import java.time.Instant;

/**
 * A cooldown that is running.
 *
 * @param factor how often its configured length it lasts, because of flapping
 */
public record Cooldown(String source, Instant until, int factor) {}

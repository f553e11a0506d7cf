package dev.headroom.receiver.usage;

import org.jspecify.annotations.Nullable;

/**
 * The replicas of a service and what bounds them, at one time.
 *
 * @param desired null while the target did not tell
 * @param ready null while the target did not tell
 */
public record Counts(@Nullable Integer desired, @Nullable Integer ready, int min, int max, int floor) {}

package dev.headroom.receiver.policy;

import java.time.Duration;

/**
 * That replicas of a service may sleep instead of being stopped. The service's limits are then those of its awake replicas.
 *
 * @param kept replicas, awake or asleep, that a down leaves at least
 * @param level 1: a sleeper's weights are kept in the main memory; 2: they are discarded
 * @param hostMemory bytes of main memory that sleepers may take together; at level 2 they take none
 * @param each bytes that one takes of it
 * @param yieldsAfter one that has had no request for so long may sleep for another service's up
 */
public record Standby(int kept, int level, long hostMemory, long each, Duration yieldsAfter) {
    public static final Duration YIELDS_AFTER = Duration.ofMinutes(1);

    /** At this level the weights are kept in the main memory. */
    public static final int WEIGHTS_KEPT = 1;

    /** At this level the weights are loaded from disk again. */
    public static final int WEIGHTS_DISCARDED = 2;

    /** How many may sleep at a time. */
    public int most() {
        return level == WEIGHTS_KEPT ? (int) Math.min(Integer.MAX_VALUE, hostMemory / each) : Integer.MAX_VALUE;
    }

    /** How many more may, beside so many. */
    public int beds(long asleep) {
        return (int) Math.max(0, most() - asleep);
    }
}

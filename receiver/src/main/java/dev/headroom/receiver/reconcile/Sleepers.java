package dev.headroom.receiver.reconcile;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of a service beside its count.
 *
 * @param asleep how many sleep, and are to
 * @param waking how many sleep, and are about to be woken
 * @param wake how long one takes to wake, as the latest did; null before the first
 */
public record Sleepers(int asleep, int waking, @Nullable Duration wake) {}

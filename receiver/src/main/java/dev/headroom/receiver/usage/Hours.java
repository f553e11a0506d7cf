package dev.headroom.receiver.usage;

import java.time.Duration;

/**
 * Time that replicas ran: two replicas for an hour are two hours.
 *
 * @param used by the replicas that were wanted
 * @param atMax what it would have been had the service always been at its maximum
 * @param seen how long the service was looked at; other time counts in neither
 */
public record Hours(Duration used, Duration atMax, Duration seen) {

    public static final Hours NONE = new Hours(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** The same and so long at these counts; less where that is negative. */
    Hours plus(Duration passed, Counts counts) {
        if (counts.desired() == null) {
            return this;
        }
        return new Hours(
                used.plus(passed.multipliedBy(counts.desired())),
                atMax.plus(passed.multipliedBy(counts.max())),
                seen.plus(passed));
    }

    Hours minus(Hours other) {
        return new Hours(used.minus(other.used), atMax.minus(other.atMax), seen.minus(other.seen));
    }
}

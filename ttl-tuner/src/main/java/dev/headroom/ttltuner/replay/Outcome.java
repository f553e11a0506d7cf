package dev.headroom.ttltuner.replay;

import java.util.List;
import java.util.OptionalInt;

/**
 * How a law did; rates and entries are measured after the warm-up, evictions from the beginning.
 *
 * @param hitRate ratio
 * @param meanEntries mean number of entries alive
 * @param steps changes of the TTL until it was within 12 % of the best fixed one; empty where it never was
 * @param minutes from the beginning until the TTL in force was one that, fixed, hits within 3 points of the target; empty
 *     where it never was
 * @param inBand share of rolling windows of 15 minutes whose hit rate was within -3 and +5 points of the target
 */
public record Outcome(
        String law,
        double hitRate,
        double meanEntries,
        OptionalInt steps,
        OptionalInt minutes,
        double inBand,
        long evictions,
        List<Point> course) {

    /** A moment of the replay: time in milliseconds, TTL in seconds, hit rate of the 15 minutes before. */
    public record Point(long at, int ttl, double hitRate) {}
}

package dev.headroom.ttltuner.curve;

import java.util.List;

/**
 * What a {@link ShadowGrid} has counted, so that a restart does not forget it.
 *
 * @param setting of the grid: its TTLs in milliseconds, what keys it admits, and its half-life; another grid's counts say nothing
 * @param until milliseconds of the accesses' clock; later ones are not counted yet
 * @param counts of its memories
 */
public record Learned(String setting, long until, List<Double> counts) {
    public Learned {
        counts = List.copyOf(counts);
    }

    /** Whether a grid of the same setting can go on from it. */
    boolean fits(String of) {
        return setting.equals(of)
                && counts.size() == Memories.COUNTS
                && counts.stream().allMatch(count -> Double.isFinite(count) && count >= 0);
    }
}

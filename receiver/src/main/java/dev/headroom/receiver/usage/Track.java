package dev.headroom.receiver.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one service's replicas over time.
 *
 * @param points the counts where they changed in the last 24 hours, by rising time; the last one says how far it reaches
 * @param today of the day in the policy's time zone
 * @param month of the month so far
 */
public record Track(List<Point> points, Hours today, Hours month) {

    static final Duration SHOWN = Duration.ofHours(24);
    static final Track EMPTY = new Track(List.of(), Hours.NONE, Hours.NONE);

    public Track {
        points = List.copyOf(points);
    }

    /** From {@code at} on there are these counts; null where nothing is known. */
    public record Point(Instant at, @Nullable Counts counts) {}
}

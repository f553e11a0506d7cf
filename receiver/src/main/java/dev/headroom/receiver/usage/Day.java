package dev.headroom.receiver.usage;

import dev.headroom.receiver.usage.Track.Point;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One service on one day: its counts where they changed.
 *
 * @param before the hours of the month's days before this one
 * @param points by rising time, at least one
 * @param until when it was last looked at; the last counts hold up to here
 */
record Day(LocalDate date, Hours before, List<Point> points, Instant until) {

    /** Longer without a look, and what was then is not known. */
    static final Duration GAP = Duration.ofMinutes(5);

    /** Beyond so many, a further change takes the place of the last. */
    static final int MOST = 2_000;

    Day {
        points = List.copyOf(points);
    }

    /** The first day of all that are known. */
    static Day first(LocalDate date, Counts counts, Instant now) {
        return new Day(date, Hours.NONE, List.of(new Point(now, counts)), now);
    }

    /** The day after this one, or a later one of which nothing is known before {@code now}. */
    Day next(LocalDate later, Counts counts, Instant now) {
        boolean sameMonth = YearMonth.from(later).equals(YearMonth.from(date));
        return new Day(later, sameMonth ? month() : Hours.NONE, List.of(new Point(now, counts)), now);
    }

    /** The same day when the counts have been looked at again; a clock that was set back takes it back with it. */
    Day seen(Counts counts, Instant now) {
        if (now.isBefore(until)) {
            List<Point> left =
                    points.stream().filter(point -> point.at().isBefore(now)).toList();
            return new Day(date, before, with(left, new Point(now, counts)), now);
        }
        if (Duration.between(until, now).compareTo(GAP) > 0) {
            return new Day(date, before, with(with(points, new Point(until, null)), new Point(now, counts)), now);
        }
        boolean same = counts.equals(points.get(points.size() - 1).counts());
        return new Day(date, before, same ? points : with(points, new Point(now, counts)), now);
    }

    /** The hours of this day so far. */
    Hours today() {
        return onTopOf(Hours.NONE);
    }

    /** The hours of the month up to this day's {@code until}. */
    Hours month() {
        return onTopOf(before);
    }

    private Hours onTopOf(Hours sum) {
        Hours hours = sum;
        for (int i = 0; i < points.size(); i++) {
            Instant end = i + 1 < points.size() ? points.get(i + 1).at() : until;
            hours = hours.plus(
                    Duration.between(points.get(i).at(), end), points.get(i).counts());
        }
        return hours;
    }

    private static List<Point> with(List<Point> points, Point last) {
        List<Point> kept = points.size() < MOST ? points : points.subList(0, MOST - 1);
        return Stream.concat(kept.stream(), Stream.of(last)).toList();
    }

    /** Its points, and one where nothing more is known. */
    List<Point> closed() {
        List<Point> closed = new ArrayList<>(points);
        closed.add(new Point(until, null));
        return closed;
    }
}

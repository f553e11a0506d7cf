package dev.headroom.receiver.usage;

import dev.headroom.receiver.usage.Track.Point;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is known of one service: its spans of somewhat more than a day, and the latest of those before.
 *
 * @param all by rising time
 * @param settled how many of the first are in the store as they are here
 * @param saved up to when the store knows
 */
record Spans(List<Span> all, int settled, Instant saved) {

    /** Longer without a look, and what was then is not known. */
    static final Duration GAP = Duration.ofMinutes(5);

    /** Beyond so many, a further change takes the place of the last one in the picture; the hours stay right. */
    static final int MOST = 2_000;

    /** Covers the longest day, and what is shown. */
    private static final Duration KEPT = Duration.ofHours(26);

    static Spans unsaved(List<Span> all) {
        return new Spans(all, 0, Instant.EPOCH);
    }

    /** As they are in the store now; the last one may go on yet. */
    Spans settle() {
        return all.isEmpty() ? this : new Spans(all, all.size() - 1, last().until());
    }

    List<Span> unsettled() {
        return all.subList(settled, all.size());
    }

    Span last() {
        return all.get(all.size() - 1);
    }

    /** The same when the service has been looked at again. */
    Spans seen(Counts counts, Instant now, ZoneId zone) {
        int end = all.size();
        while (end > 0 && all.get(end - 1).from().isAfter(now)) {
            end--; // the clock was set back
        }
        List<Span> left = new ArrayList<>(all.subList(0, end));
        Hours month = Hours.NONE;
        if (!left.isEmpty()) {
            Span last = left.remove(left.size() - 1);
            LocalDate date = date(last.from(), zone);
            LocalDate today = date(now, zone);
            boolean goesOn = Duration.between(last.until(), now).compareTo(GAP) <= 0;
            Span until = goesOn ? last.to(now) : last;
            month = YearMonth.from(date).equals(YearMonth.from(today)) ? until.month() : Hours.NONE;
            if (goesOn
                    && date.equals(today)
                    && (counts.equals(last.counts()) || last.from().equals(now) || left.size() >= MOST)) {
                left.add(new Span(last.from(), now, counts, month));
                return kept(left, left.size() - 1, now);
            }
            left.add(until);
        }
        left.add(new Span(now, now, counts, month));
        return kept(left, left.size() - 2, now);
    }

    /** @param same how many of the first are as they were */
    private Spans kept(List<Span> left, int same, Instant now) {
        int old = 0;
        while (old + 1 < left.size() && left.get(old + 1).until().isBefore(now.minus(KEPT))) {
            old++;
        }
        left.subList(0, old).clear();
        return new Spans(Collections.unmodifiableList(left), Math.max(0, Math.min(settled, same) - old), saved);
    }

    private static LocalDate date(Instant time, ZoneId zone) {
        return time.atZone(zone).toLocalDate();
    }

    Track track(Instant now, ZoneId zone) {
        LocalDate today = date(now, zone);
        boolean thisMonth = YearMonth.from(date(last().from(), zone)).equals(YearMonth.from(today));
        return new Track(lately(now), today(today, zone), thisMonth ? last().month() : Hours.NONE);
    }

    private Hours today(LocalDate today, ZoneId zone) {
        Hours before = Hours.NONE;
        for (Span span : all) {
            LocalDate date = date(span.from(), zone);
            if (date.isBefore(today)) {
                before = YearMonth.from(date).equals(YearMonth.from(today)) ? span.month() : Hours.NONE;
            }
        }
        return date(last().from(), zone).equals(today) ? last().month().minus(before) : Hours.NONE;
    }

    /** The counts where they changed in what is shown, and the one before, which says how it was then. */
    private List<Point> lately(Instant now) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Span span = all.get(i);
            points.add(new Point(span.from(), span.counts()));
            if (i + 1 == all.size() || span.until().isBefore(all.get(i + 1).from())) {
                points.add(new Point(span.until(), null));
            }
        }
        int first = 0;
        while (first + 1 < points.size() && !points.get(first + 1).at().isAfter(now.minus(Track.SHOWN))) {
            first++;
        }
        return points.subList(first, points.size());
    }
}

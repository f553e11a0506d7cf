package dev.headroom.receiver.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** What the wall clock showed while this process ran, so that what is stored by it can be found by the time that passed. */
public final class PastWall {

    /** Between two of them the wall clock was not set. */
    private final Deque<Moment> settings = new ArrayDeque<>();

    private Moment last;

    public PastWall(Moment start) {
        this.last = start;
        settings.add(start);
    }

    /** Looks at the clocks; to be called often, as a jump is dated by the look that finds it. */
    public synchronized void look(Moment now) {
        if (now.jumpedSince(last)) {
            settings.add(now);
        }
        last = now;
    }

    /** The earliest that the wall clock showed within so much time before the last look. */
    public synchronized Instant earliest(Duration back) {
        Moment begin = last.minus(back);
        Instant earliest = null;
        for (Moment setting : settings) {
            // Before the first setting the clock is taken to have gone as it did after it.
            Moment from = setting.isBefore(begin) || setting == settings.getFirst() ? at(setting, begin) : setting;
            boolean within = !endOf(setting).isBefore(begin);
            earliest = within && (earliest == null || from.wall().isBefore(earliest)) ? from.wall() : earliest;
        }
        return earliest == null ? begin.wall() : earliest;
    }

    private static Moment at(Moment setting, Moment begin) {
        return new Moment(setting.wallAt(begin.elapsed()), begin.elapsed());
    }

    /** When the clock was set next. */
    private Moment endOf(Moment setting) {
        Moment end = last;
        for (Moment next : settings) {
            if (next.isAfter(setting)) {
                return next;
            }
        }
        return end;
    }
}

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
        // Before the first setting the clock is taken to have gone as it did after it.
        Instant earliest = at(settings.getFirst(), begin).wall();
        if (settings.size() == 1) {
            return earliest;
        }
        boolean reached = endOf(settings.getFirst()).isBefore(begin);
        for (Moment setting : settings) {
            boolean within = !endOf(setting).isBefore(begin);
            Instant from = setting.isBefore(begin) ? at(setting, begin).wall() : setting.wall();
            if (within && (reached || from.isBefore(earliest))) {
                earliest = from;
                reached = false;
            }
        }
        return earliest;
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

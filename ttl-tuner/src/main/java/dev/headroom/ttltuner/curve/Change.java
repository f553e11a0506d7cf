package dev.headroom.ttltuner.curve;

import java.util.PrimitiveIterator;
import java.util.stream.DoubleStream;

/**
 * Tells, in one direction, when blocks have come to differ for good from what was foretold: Page's cumulative sum (CUSUM), and
 * what was counted since the sum was last nothing, which is when the change began.
 */
final class Change {
    /** Standard errors of a block that are no news. */
    private static final double ALLOWED = 0.5;
    /** At most so much of one block counts: a scan or a burst is over by the next. */
    private static final double MOST = 2;
    /** Five blocks of {@link #MOST} are a change; without one, it is believed about once in some thousand blocks. */
    private static final double CHANGED = 7;

    /** How many numbers it is made of. */
    static final int COUNTS = Memory.COUNTS + 1;

    private final int direction;
    private final Memory since;
    private double sum;

    /** @param direction 1 for rates that rise, -1 for rates that fall */
    Change(int direction, double halfLifeMillis) {
        this.direction = direction;
        this.since = new Memory(halfLifeMillis);
    }

    DoubleStream counts() {
        return DoubleStream.concat(since.counts(), DoubleStream.of(sum));
    }

    void goOn(PrimitiveIterator.OfDouble counts) {
        since.goOn(counts);
        sum = counts.nextDouble();
    }

    void fade(long length) {
        since.fade(length);
    }

    /** A block was off by so many standard errors; whether that makes a change. */
    boolean add(double off, Block block, long length, double pace) {
        sum += Math.max(-MOST, Math.min(MOST, direction * off)) - ALLOWED;
        if (sum <= 0) {
            clear();
            return false;
        }
        since.add(block, length, pace);
        return sum > CHANGED;
    }

    /** What was counted since it began. */
    Memory since() {
        return since;
    }

    void clear() {
        sum = 0;
        since.clear();
    }
}

package dev.headroom.ttltuner.curve;

import java.util.PrimitiveIterator;
import java.util.stream.DoubleStream;

/**
 * How much wider blocks vary around what was foretold than independent lookups would: bursts and scans make it large, and what
 * lasts for several blocks counts for more.
 */
final class Spread {
    /** Blocks that stand for those not seen yet, and the mean square that is presumed of them. */
    private static final double PRIOR = 6;

    private static final double PRESUMED = 3;
    /** Times the factor: no single block says more, so that a change is told from wide variation. */
    private static final double MOST = 6;

    /** How many numbers it is made of. */
    static final int COUNTS = 4;

    private final double kept;
    private double squares;
    private double blocks;
    /** Products of neighbours, apart by sign as counts are never negative. */
    private double alike;

    private double unlike;
    private double last;

    /** @param kept share of what is known that a block leaves */
    Spread(double kept) {
        this.kept = kept;
    }

    DoubleStream counts() {
        return DoubleStream.of(squares, blocks, alike, unlike);
    }

    void goOn(PrimitiveIterator.OfDouble counts) {
        squares = counts.nextDouble();
        blocks = counts.nextDouble();
        alike = counts.nextDouble();
        unlike = counts.nextDouble();
    }

    /** A block was off by so many standard errors of independent lookups. */
    void add(double errors) {
        double most = MOST * factor();
        double off = Math.max(-most, Math.min(most, errors));
        double product = off * last;
        squares = squares * kept + off * off;
        blocks = blocks * kept + 1;
        alike = alike * kept + Math.max(0, product);
        unlike = unlike * kept + Math.max(0, -product);
        last = off;
    }

    /** As a factor of standard errors, at least 1. */
    double factor() {
        double lasting = 2 * Math.max(0, alike - unlike);
        return Math.sqrt(Math.max(1, (squares + PRIOR * PRESUMED + lasting) / (blocks + PRIOR)));
    }
}

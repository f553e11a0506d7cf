package dev.headroom.ttltuner.curve;

import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.stream.DoubleStream;

/**
 * How fast lookups come: the median of the last five blocks, so that a burst or a scan of a few minutes does not count. Hit
 * rates go with it: with half the lookups a second, an entry is asked for half as often before it expires.
 */
final class Pace {
    private static final int BLOCKS = 5;
    /** That of a median, in that of a mean. */
    private static final double MEDIAN_ERROR = 1.25;
    /** How many numbers it is made of. */
    static final int COUNTS = BLOCKS + 2;

    private final double decay;
    /** Lookups in each of the last blocks that had any; 0 where there were not so many blocks yet. */
    private final double[] latest = new double[BLOCKS];

    private double lookups;
    private double millis;

    Pace(double halfLifeMillis) {
        decay = Math.log(2) / halfLifeMillis;
    }

    DoubleStream counts() {
        return DoubleStream.concat(Arrays.stream(latest), DoubleStream.of(lookups, millis));
    }

    void goOn(PrimitiveIterator.OfDouble counts) {
        Arrays.setAll(latest, i -> counts.nextDouble());
        lookups = counts.nextDouble();
        millis = counts.nextDouble();
    }

    void fade(long length) {
        double kept = Math.exp(-decay * length);
        lookups *= kept;
        millis *= kept;
    }

    /** A block has ended. One without lookups says that nobody asked, not how fast they come. */
    void add(int all, long length) {
        fade(length);
        lookups += all;
        millis += length;
        if (all > 0) {
            System.arraycopy(latest, 1, latest, 0, BLOCKS - 1);
            latest[BLOCKS - 1] = all;
        }
    }

    /** Lookups a block; at least one. */
    double now() {
        double[] known = Arrays.stream(latest).filter(all -> all > 0).sorted().toArray();
        return known.length == 0 ? 1 : (known[(known.length - 1) / 2] + known[known.length / 2]) / 2;
    }

    /** Standard error of {@link #now()} as a share of it, if lookups come independently. */
    double error() {
        return MEDIAN_ERROR / Math.sqrt(BLOCKS * now());
    }

    /** Accesses a second in the mean, faded, with a block that has not ended yet. */
    double perSecond(int all, long length) {
        double kept = Math.exp(-decay * length);
        double time = millis * kept + length;
        return time <= 0 ? 0 : 1000 * (lookups * kept + all) / time;
    }
}

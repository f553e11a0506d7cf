package dev.headroom.ttltuner.curve;

import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What each TTL of a {@link ShadowGrid} hit, block after block, where counts lose half their weight in a half-life. */
final class Memory {
    private final double[] hits = new double[ShadowGrid.POINTS];
    private final double[] lookups = new double[ShadowGrid.POINTS];
    private final double[] writes = new double[ShadowGrid.POINTS];
    /** Lookups by the square of their weight: they say how many equal ones the weighted ones are worth. */
    private final double[] squares = new double[ShadowGrid.POINTS];

    private final double decay;
    /** Time in milliseconds, and the logarithm of the pace in it, by time. */
    private double millis;

    private double paces;
    /** Milliseconds that were counted, however long ago. */
    private double age;

    Memory(double halfLifeMillis) {
        decay = Math.log(2) / halfLifeMillis;
    }

    /** How many numbers it is made of. */
    static final int COUNTS = 4 * ShadowGrid.POINTS + 3;

    DoubleStream counts() {
        return DoubleStream.concat(
                Stream.of(hits, lookups, writes, squares).flatMapToDouble(Arrays::stream),
                DoubleStream.of(millis, paces, age));
    }

    void goOn(PrimitiveIterator.OfDouble counts) {
        for (double[] each : new double[][] {hits, lookups, writes, squares}) {
            Arrays.setAll(each, point -> counts.nextDouble());
        }
        millis = counts.nextDouble();
        paces = counts.nextDouble();
        age = counts.nextDouble();
    }

    /** Nothing was seen for so many milliseconds: rates stay, and what comes weighs the more. */
    void fade(long length) {
        double kept = Math.exp(-decay * length);
        for (int i = 0; i < ShadowGrid.POINTS; i++) {
            hits[i] *= kept;
            lookups[i] *= kept;
            writes[i] *= kept;
            squares[i] *= kept * kept;
        }
        millis *= kept;
        paces *= kept;
    }

    private Memory(Memory other) {
        decay = other.decay;
        set(other);
    }

    /** What another one knows. */
    void set(Memory other) {
        System.arraycopy(other.hits, 0, hits, 0, hits.length);
        System.arraycopy(other.lookups, 0, lookups, 0, lookups.length);
        System.arraycopy(other.writes, 0, writes, 0, writes.length);
        System.arraycopy(other.squares, 0, squares, 0, squares.length);
        millis = other.millis;
        paces = other.paces;
        age = other.age;
    }

    void clear() {
        fade(Long.MAX_VALUE);
        age = 0;
    }

    /** A block has ended, in which lookups came at a pace; what is older fades by its length in milliseconds. */
    void add(Block block, long length, double pace) {
        fade(length);
        for (int i = 0; i < ShadowGrid.POINTS; i++) {
            hits[i] += block.hits[i];
            lookups[i] += block.lookups[i];
            writes[i] += block.writes[i];
            squares[i] += block.lookups[i];
        }
        millis += length;
        paces += length * Math.log(pace);
        age += length;
    }

    /** A copy to which a block was added. */
    Memory with(Block block, long length, double pace) {
        Memory copy = new Memory(this);
        copy.add(block, length, pace);
        return copy;
    }

    double age() {
        return age;
    }

    double lookups(int point) {
        return lookups[point];
    }

    double rate(int point) {
        return lookups[point] > 0 ? hits[point] / lookups[point] : 0;
    }

    /** Share of the misses that wrote an entry; all where there was none. */
    double admitted(int point) {
        double misses = lookups[point] - hits[point];
        return misses > 0 ? Math.min(1, writes[point] / misses) : 1;
    }

    /** Standard error of the rate, were the lookups independent. */
    double error(int point) {
        if (squares[point] <= 0) {
            return 1;
        }
        double p = (hits[point] + 1) / (lookups[point] + 2);
        return Math.sqrt(p * (1 - p) * squares[point]) / lookups[point];
    }

    /** Lookups a block that were usual; 1 where nothing is known. */
    double pace() {
        return millis <= 0 ? 1 : Math.exp(paces / millis);
    }
}

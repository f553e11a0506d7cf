package dev.headroom.ttltuner.curve;

import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The same counts with a short, a longer and a long half-life. The longest errs least, unless the trace has changed: it is
 * taken as long as each shorter one, which would have seen that, agrees with it within the errors of the sample (Lepski's
 * method).
 */
final class Memories {
    /** In half-lives of the shortest. */
    private static final int[] LENGTHS = {1, 4, 16};
    /** Curves agree within so many standard errors, in the root of the mean square. */
    private static final double AGREE = 0.8;
    /** Blocks running in which they must not: a scan or a burst is over by then. */
    private static final int CHANGED_AFTER = 2;
    /** Differences of blocks that stand for those not seen yet: as independent lookups differ. */
    private static final double PRIOR = 3;

    /** How many numbers they are made of. */
    static final int COUNTS = LENGTHS.length * (Memory.COUNTS + 1) + 2;

    private final List<Memory> memories;
    /** Blocks running at whose end a memory did not agree with a shorter one. */
    private final int[] apart = new int[LENGTHS.length];

    private double differences;
    private int compared;

    Memories(long halfLifeMillis) {
        memories = IntStream.of(LENGTHS)
                .mapToObj(times -> new Memory((double) halfLifeMillis * times))
                .toList();
    }

    List<Double> counts() {
        DoubleStream rest =
                DoubleStream.concat(IntStream.of(apart).asDoubleStream(), DoubleStream.of(differences, compared));
        return DoubleStream.concat(memories.stream().flatMapToDouble(Memory::counts), rest)
                .boxed()
                .toList();
    }

    void goOn(List<Double> written) {
        PrimitiveIterator.OfDouble counts =
                written.stream().mapToDouble(Double::doubleValue).iterator();
        memories.forEach(memory -> memory.goOn(counts));
        for (int i = 0; i < apart.length; i++) {
            apart[i] = (int) counts.nextDouble();
        }
        differences = counts.nextDouble();
        compared = (int) counts.nextDouble();
    }

    /** Nothing was seen for so many milliseconds. */
    void fade(long length) {
        memories.forEach(memory -> memory.fade(length));
    }

    /** A block has ended. */
    void add(Block block, Block before, long length) {
        memories.forEach(memory -> memory.add(block, length));
        double difference = block.difference(before);
        if (difference >= 0) {
            differences += difference;
            compared++;
        }
        for (int longer = 1; longer < apart.length; longer++) {
            apart[longer] = agrees(longer) ? 0 : apart[longer] + 1;
        }
    }

    /** How much wider rates vary from block to block than independent lookups would make them, as a factor of errors. */
    private double spread() {
        return Math.sqrt(Math.max(1, (differences + PRIOR) / (compared + PRIOR)));
    }

    private boolean agrees(int longer) {
        return IntStream.range(0, longer)
                .allMatch(shorter -> distance(memories.get(longer), memories.get(shorter)) <= AGREE * spread());
    }

    private static double distance(Memory longer, Memory shorter) {
        double sum = 0;
        int known = 0;
        while (known < ShadowGrid.POINTS && shorter.lookups(known) >= HitCurve.ENOUGH_LOOKUPS) {
            double errors = (longer.rate(known) - shorter.rate(known)) / shorter.error(known);
            sum += errors * errors;
            known++;
        }
        return known == 0 ? 0 : Math.sqrt(sum / known);
    }

    /** The curve, with a block that has not ended yet. */
    HitCurve curve(double[] ttls, Block block, long length, long oneIn) {
        Memory chosen = memories.get(chosen()).with(block, length);
        double[] rates = new double[ShadowGrid.POINTS];
        double[] errors = new double[ShadowGrid.POINTS];
        double[] admitted = new double[ShadowGrid.POINTS];
        double[] weights = new double[ShadowGrid.POINTS];
        for (int i = 0; i < ShadowGrid.POINTS; i++) {
            rates[i] = chosen.rate(i);
            errors[i] = chosen.error(i) * spread();
            admitted[i] = chosen.admitted(i);
            weights[i] = chosen.lookups(i);
        }
        double perSecond = memories.get(0).with(block, length).perSecond();
        return HitCurve.of(ttls, rates, errors, weights, new HitCurve.Feed(perSecond, oneIn))
                .admitting(admitted);
    }

    private int chosen() {
        int chosen = 0;
        while (chosen + 1 < apart.length && apart[chosen + 1] < CHANGED_AFTER) {
            chosen++;
        }
        return chosen;
    }
}

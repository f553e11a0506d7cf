package dev.headroom.ttltuner.replay;

import dev.headroom.ttltuner.replay.Trace.Lookup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Lookups at random times whose keys follow Zipf's law; deterministic. */
final class SyntheticTrace {
    private SyntheticTrace() {}

    /** How the popularity of keys moves. */
    enum Drift {
        NONE,
        SLOW,
        SUDDEN
    }

    static Trace zipf(int keys, double exponent, Drift drift) {
        Random random = new Random(keys);
        double[] sums = sums(keys, exponent);
        List<Lookup> lookups = new ArrayList<>();
        double end = 4 * 3600;
        for (double at = 0; at < end; at -= Math.log(1 - random.nextDouble())) {
            int rank = Arrays.binarySearch(sums, random.nextDouble() * sums[keys - 1]);
            int shift = drift == Drift.SLOW ? (int) (at / 60) : drift == Drift.SUDDEN && at > end / 2 ? keys / 2 : 0;
            lookups.add(new Lookup((long) (at * 1000), "key " + ((Math.max(rank, -rank - 1) + shift) % keys)));
        }
        return new Trace(lookups);
    }

    private static double[] sums(int keys, double exponent) {
        double[] sums = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += Math.pow(i + 1, -exponent);
            sums[i] = sum;
        }
        return sums;
    }
}

package dev.headroom.ttltuner.replay;

import dev.headroom.ttltuner.replay.Trace.Lookup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Lookups at random times (Poisson) whose keys follow Zipf's law, but for what its kind says; deterministic. */
final class SyntheticTrace {
    private static final double HOUR = 3600;

    /** What is peculiar to a trace. */
    enum Kind {
        /** A few keys take most lookups. */
        STEEP(8, 1.0, 4000, 1.2),
        /** Lookups spread far over the keys. */
        FLAT(8, 2.0, 1000, 0.7),
        /** A fifth of the keys is replaced by new ones each hour. */
        DRIFT(8, 1.5, 1500, 1.0),
        /** Five minutes of each half hour have four times the lookups, half of them of keys of that burst. */
        BURSTS(8, 1.0, 1500, 1.0),
        /** Each tenth lookup is of a key that never comes again, and each hour a scan asks for 300 such keys. */
        SCAN(8, 1.0, 800, 1.2),
        /** Half of the lookups are of 40 keys, half of 900, all alike. */
        TWO_LEVEL(8, 1.5, 940, 0),
        /** Lookups a second swing between a half and one and a half of the mean over a day. */
        DAILY(24, 1.0, 1500, 1.0);

        private final double hours;
        private final double perSecond;
        private final int keys;
        private final double exponent;

        Kind(double hours, double perSecond, int keys, double exponent) {
            this.hours = hours;
            this.perSecond = perSecond;
            this.keys = keys;
            this.exponent = exponent;
        }
    }

    /** How the popularity of keys moves. */
    enum Drift {
        NONE,
        SLOW,
        SUDDEN
    }

    private final Random random;
    private final List<Lookup> lookups = new ArrayList<>();
    private int fresh;

    private SyntheticTrace(long seed) {
        random = new Random(seed);
    }

    static Trace of(Kind kind, long seed) {
        return new SyntheticTrace(seed).generated(kind);
    }

    private Trace generated(Kind kind) {
        double[] sums = sums(kind.keys, kind.exponent);
        int[] names = new int[kind.keys];
        Arrays.setAll(names, i -> fresh++);
        double replaced = 0;
        double scanned = 0;
        for (double at = 0; at < kind.hours * HOUR; at += pause(perSecond(kind, at))) {
            while (kind == Kind.DRIFT && at > replaced) {
                names[random.nextInt(names.length)] = fresh++;
                replaced += HOUR / (0.2 * names.length);
            }
            while (kind == Kind.SCAN && at > scanned + HOUR / 2) {
                scan(at);
                scanned += HOUR;
            }
            add(at, key(kind, at, sums, names));
        }
        lookups.sort(Comparator.comparingLong(Lookup::at));
        return new Trace(lookups);
    }

    private static double perSecond(Kind kind, double at) {
        return switch (kind) {
            case BURSTS -> kind.perSecond * (bursts(at) ? 4 : 1);
            case DAILY -> kind.perSecond * (1 + 0.5 * Math.sin(2 * Math.PI * at / (24 * HOUR)));
            default -> kind.perSecond;
        };
    }

    private static boolean bursts(double at) {
        return at % (HOUR / 2) > HOUR / 2 - 300;
    }

    private int key(Kind kind, double at, double[] sums, int[] names) {
        return switch (kind) {
            case TWO_LEVEL -> random.nextBoolean() ? random.nextInt(40) : 40 + random.nextInt(names.length - 40);
            case SCAN -> random.nextInt(10) == 0 ? fresh++ : names[ranked(sums)];
            case BURSTS -> bursts(at) && random.nextBoolean() ? burst(at) : names[ranked(sums)];
            default -> names[ranked(sums)];
        };
    }

    private int burst(double at) {
        return -1 - (int) (at / (HOUR / 2)) * 100 - random.nextInt(100);
    }

    private void scan(double at) {
        for (int i = 0; i < 300; i++) {
            add(at + i * 0.2, fresh++);
        }
    }

    private int ranked(double[] sums) {
        int rank = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
        return Math.max(rank, -rank - 1);
    }

    private double pause(double perSecond) {
        return -Math.log(1 - random.nextDouble()) / perSecond;
    }

    private void add(double at, int key) {
        lookups.add(new Lookup((long) (at * 1000), "key " + key));
    }

    static Trace zipf(int keys, double exponent, Drift drift) {
        SyntheticTrace trace = new SyntheticTrace(keys);
        double[] sums = sums(keys, exponent);
        double end = 4 * HOUR;
        for (double at = 0; at < end; at += trace.pause(1)) {
            int shift = drift == Drift.SLOW ? (int) (at / 60) : drift == Drift.SUDDEN && at > end / 2 ? keys / 2 : 0;
            trace.add(at, (trace.ranked(sums) + shift) % keys);
        }
        return new Trace(trace.lookups);
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

package dev.headroom.ttltuner.replay;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.curve.KeyHash;
import dev.headroom.ttltuner.curve.ShadowGrid;
import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import dev.headroom.ttltuner.tuning.ModePolicy.Strategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Prints what a cache that is too small can be filled with, and at how many evictions: by fixed TTLs, by the tuner, by a law
 * that knows how many lookups the next five minutes bring, and by a course of TTLs that was searched for with every lookup
 * known. A program, started by docs/benchmarks/room.sh. Arguments: the file of a trace and the number of entries.
 */
final class RoomTable {
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final Bounds BOUNDS = new Bounds(30, 600);
    private static final int START = 300;
    private static final double[] FACTORS = {0.5, 0.7, 0.85, 0.95, 1.05, 1.18, 1.4, 2};

    private final Trace trace;
    private final int entries;
    private final Setup setup;
    private final Replay replay;

    private RoomTable(Trace trace, int entries) {
        this.trace = trace;
        this.entries = entries;
        Setup.Pace pace = new Setup.Pace(EVERY, Duration.ofMinutes(30));
        this.setup = new Setup(START, BOUNDS, 0.60, pace, entries, Duration.ZERO);
        this.replay = new Replay(trace, setup);
    }

    public static void main(String[] args) throws TraceFile.BadTraceException {
        RoomTable table = new RoomTable(TraceFile.read(Path.of(args[0])), Integer.parseInt(args[1]));
        System.out.println("| Law | Hit rate | Entries | Of the room | Evictions |\n|---|---|---|---|---|");
        table.print(new SpecLaw());
        for (int ttl = 100; ttl < 400; ttl = ttl * 5 / 4) {
            table.print("fixed, " + ttl + " s", table.replay.from(ttl), new Law.FixedTtl("fixed"));
        }
        table.print(new TunerLaw("curve", table.setup, Strategy.AUTO));
        for (int fill = 80; fill <= 100; fill += 5) {
            table.print(table.new Foresight(fill / 100.0));
        }
        for (double price : new double[] {0.005, 0.01, 0.02}) {
            table.print(table.searched(price));
        }
    }

    private void print(Law law) {
        print(law.name(), replay, law);
    }

    private void print(String name, Replay from, Law law) {
        Outcome outcome = from.run(law);
        System.out.printf(
                Locale.ROOT,
                "| %s | %.4f | %.1f | %.0f %% | %d |%n",
                name,
                outcome.hitRate(),
                outcome.meanEntries(),
                100 * outcome.meanEntries() / entries,
                outcome.evictions());
    }

    /** Knows how many lookups come until the next decision, and from the curve how many of them miss. */
    private final class Foresight implements Law {
        private final double fill;
        private final ShadowGrid grid = ShadowGrid.forBounds(BOUNDS.least(), BOUNDS.most(), ShadowGrid.HALF_LIFE);

        Foresight(double fill) {
            this.fill = fill;
        }

        @Override
        public String name() {
            return String.format(Locale.ROOT, "knows the next five minutes' lookups, fills %.0f %%", 100 * fill);
        }

        @Override
        public void seen(String key, long at) {
            grid.access(KeyHash.of(key), at);
        }

        @Override
        public int decide(Ledger ledger, int ttl, long now) {
            long end = now + EVERY.toMillis();
            long coming = trace.lookups().stream()
                    .filter(lookup -> lookup.at() >= now && lookup.at() < end)
                    .count();
            HitCurve curve = grid.curve(now);
            int wanted = BOUNDS.least();
            while (wanted < BOUNDS.most()
                    && coming / (double) EVERY.toSeconds() * (1 - curve.rate(wanted)) * wanted < fill * entries) {
                wanted++;
            }
            return wanted;
        }
    }

    private record Course(String name, int[] ttls) implements Law {
        @Override
        public int decide(Ledger ledger, int ttl, long now) {
            return ttls[(int) (now / EVERY.toMillis())];
        }
    }

    /** One TTL after the other is changed as long as that gives more entries less their price in evictions. */
    private Course searched(double price) {
        int[] ttls = new int[(int) (trace.end() / EVERY.toMillis()) + 1];
        Arrays.fill(ttls, 200);
        for (int pass = 0; pass < 3; pass++) {
            for (int i = 1; i < ttls.length; i++) {
                improve(ttls, i, price);
            }
        }
        return new Course(String.format(Locale.ROOT, "searched, an eviction costs %.3f entries", price), ttls);
    }

    private void improve(int[] ttls, int i, double price) {
        int before = ttls[i];
        int best = before;
        double most = worth(ttls, price);
        for (double factor : FACTORS) {
            ttls[i] = BOUNDS.clip(before * factor);
            double worth = worth(ttls, price);
            if (worth > most) {
                most = worth;
                best = ttls[i];
            }
        }
        ttls[i] = best;
    }

    private double worth(int[] ttls, double price) {
        Outcome outcome = replay.run(new Course("", ttls));
        return outcome.meanEntries() - price * outcome.evictions();
    }
}

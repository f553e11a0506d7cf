package dev.headroom.ttltuner.replay;

import dev.headroom.ttltuner.replay.Law.FixedTtl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/**
 * One trace, from one setup, under any law: every miss writes an entry with the TTL in force. Laws decide from the first
 * interval on; what they do is measured after the warm-up.
 */
public final class Replay {
    private static final long WINDOW = Duration.ofMinutes(15).toMillis();
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final double NEAR_BEST = 0.12;
    private static final double NEAR_TARGET = 0.03;
    private static final double ABOVE = 0.05;

    private final Trace trace;
    private final Setup setup;
    private final Map<Integer, Double> inHindsight;
    private final long warmUp;
    private final long every;

    public Replay(Trace trace, Setup setup) {
        this(trace, setup, new HashMap<>());
    }

    private Replay(Trace trace, Setup setup, Map<Integer, Double> inHindsight) {
        this.trace = trace;
        this.setup = setup;
        this.inHindsight = inHindsight;
        this.warmUp = setup.pace().warmUp().toMillis();
        this.every = setup.pace().every().toMillis();
        if (trace.end() < warmUp + WINDOW) {
            throw new IllegalArgumentException("a trace must be longer than the warm-up and 15 minutes");
        }
    }

    /** The same from another TTL in seconds; what hindsight found is shared. */
    Replay from(int start) {
        return new Replay(trace, setup.from(start), inHindsight);
    }

    /** The counts of one run, and the TTL in force after each decision; the first one is before any. */
    private record Run(Ledger ledger, List<Integer> ttls) {}

    /** Runs a law. */
    public Outcome run(Law law) {
        Run run = play(law, setup.start(), setup);
        return new Outcome(
                law.name(),
                run.ledger().hitRate(warmUp, trace.end() + 1),
                run.ledger().cache().meanEntries(trace.end()),
                steps(run.ttls()),
                minutes(run.ttls()),
                inBand(run.ledger()),
                run.ledger().cache().evicted(),
                course(run));
    }

    /** The best fixed TTL that hindsight finds. */
    public Outcome runBest() {
        int best = best();
        return from(best).run(new FixedTtl("best fixed, " + best + " s"));
    }

    /** The smallest fixed TTL in seconds that meets the target without a limit of memory; the longest where none does. */
    public int best() {
        int low = setup.bounds().least();
        int high = setup.bounds().most();
        while (low < high) {
            int middle = (low + high) / 2;
            if (inHindsight(middle) >= setup.target()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private double inHindsight(int ttl) {
        return inHindsight.computeIfAbsent(
                ttl,
                fixed -> play(new FixedTtl("fixed"), fixed, setup.withoutLimit())
                        .ledger()
                        .hitRate(warmUp, trace.end() + 1));
    }

    private Run play(Law law, int start, Setup in) {
        VirtualCache cache =
                new VirtualCache(in.capacity(), warmUp, in.admitWithin().toMillis());
        Ledger ledger = new Ledger(trace.lookups().size(), cache, in);
        List<Integer> ttls = new ArrayList<>(List.of(start));
        int ttl = start;
        long next = every;
        for (Trace.Lookup lookup : trace.lookups()) {
            for (; next <= lookup.at(); next += every) {
                ledger.cache().expire(next);
                ttl = law.decide(ledger, ttl, next);
                ttls.add(ttl);
            }
            law.seen(lookup.key(), lookup.at());
            ledger.add(lookup.at(), ledger.cache().lookup(lookup.key(), lookup.at(), ttl * 1000L));
        }
        return new Run(ledger, ttls);
    }

    private OptionalInt steps(List<Integer> ttls) {
        int best = best();
        int steps = 0;
        for (int i = 0; i < ttls.size(); i++) {
            steps += i > 0 && !ttls.get(i).equals(ttls.get(i - 1)) ? 1 : 0;
            if (Math.abs((double) ttls.get(i) / best - 1) <= NEAR_BEST) {
                return OptionalInt.of(steps);
            }
        }
        return OptionalInt.empty();
    }

    private OptionalInt minutes(List<Integer> ttls) {
        for (int i = 0; i < ttls.size(); i++) {
            if (Math.abs(inHindsight(ttls.get(i)) - setup.target()) <= NEAR_TARGET) {
                return OptionalInt.of((int) (i * every / MINUTE));
            }
        }
        return OptionalInt.empty();
    }

    private double inBand(Ledger ledger) {
        return LongStream.iterate(warmUp + WINDOW, end -> end <= trace.end(), end -> end + MINUTE)
                .mapToDouble(end -> ledger.hitRate(end - WINDOW, end) - setup.target())
                .map(error -> error >= -NEAR_TARGET && error <= ABOVE ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    private List<Outcome.Point> course(Run run) {
        return LongStream.iterate(MINUTE, end -> end <= trace.end(), end -> end + MINUTE)
                .mapToObj(at -> new Outcome.Point(at, ttl(run, at), run.ledger().hitRate(at - WINDOW, at)))
                .toList();
    }

    private int ttl(Run run, long at) {
        return run.ttls().get((int) Math.min(run.ttls().size() - 1, at / every));
    }
}

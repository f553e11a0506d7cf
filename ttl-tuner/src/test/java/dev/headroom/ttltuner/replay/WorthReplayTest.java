package dev.headroom.ttltuner.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.ttltuner.replay.Law.FixedTtl;
import dev.headroom.ttltuner.replay.SyntheticTrace.Kind;
import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import dev.headroom.ttltuner.tuning.ModePolicy.Worth;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a mode costs that says what a hit is worth, beside every fixed TTL; counted from what was played, not from the curve.
 * docs/benchmarks.md has the lines that it prints.
 */
class WorthReplayTest {
    private static final double ENTRY = 50 << 20;
    private static final int FIXED = 30;

    /** A run, and GPU hours a day: of misses and of memory. */
    private record Cost(int ttl, double misses, double memory) {
        double sum() {
            return misses + memory;
        }
    }

    private record Table(Trace trace, Worth worth, Replay replay) {
        static Table of(Kind kind, double miss, double gibHour) {
            Trace trace = SyntheticTrace.of(kind, 1);
            return new Table(trace, new Worth(miss, gibHour / (1L << 30) / 3600), new Replay(trace, setup(30)));
        }

        private static Setup setup(int start) {
            Setup.Pace pace = new Setup.Pace(Duration.ofMinutes(5), Duration.ofMinutes(30));
            return new Setup(start, new Bounds(30, 1200), 0.6, pace, Setup.UNLIMITED, Duration.ZERO);
        }

        Cost cost(int start, Law law) {
            Outcome outcome = replay.from(start).run(law);
            long warm = setup(start).pace().warmUp().toMillis();
            double lookups = trace.lookups().stream()
                    .filter(lookup -> lookup.at() >= warm)
                    .count();
            double misses = lookups * (1 - outcome.hitRate()) * 1000 / (trace.end() - warm);
            int last = outcome.course().get(outcome.course().size() - 1).ttl();
            double memory = outcome.meanEntries() * ENTRY * worth.secondsPerByte();
            return new Cost(last, misses * worth.missSeconds() * 24, memory * 24);
        }

        Cost tuned(int start) {
            return cost(start, new TunerLaw("worth", setup(start), worth, ENTRY));
        }

        List<Cost> fixed() {
            return IntStream.range(0, FIXED)
                    .map(i -> (int) (30 * Math.pow(40, i / (FIXED - 1.0))))
                    .mapToObj(ttl -> cost(ttl, new FixedTtl("fixed")))
                    .toList();
        }

        Cost cheapest() {
            return fixed().stream().min(Comparator.comparingDouble(Cost::sum)).orElseThrow();
        }
    }

    @ParameterizedTest
    @CsvSource({"STEEP, 2, 170", "STEEP, 2, 40", "TWO_LEVEL, 2, 170"})
    void costsHardlyMoreThanTheCheapestFixedTtlFromAnyStart(Kind kind, double miss, double gibHour) {
        Table table = Table.of(kind, miss, gibHour);
        Cost best = table.cheapest();
        for (int start : new int[] {30, 300, 1200}) {
            Cost tuned = table.tuned(start);
            System.out.printf(
                    Locale.ROOT,
                    "| %s, %.0f s, %.0f s | %d s: %.1f + %.1f | %d s | %d s: %.1f + %.1f | %.3f |%n",
                    kind,
                    miss,
                    gibHour,
                    best.ttl(),
                    best.misses(),
                    best.memory(),
                    start,
                    tuned.ttl(),
                    tuned.misses(),
                    tuned.memory(),
                    tuned.sum() / best.sum());
            assertThat(tuned.sum()).as("from %d s", start).isLessThan(best.sum() * 1.02);
        }
    }

    @Test
    void aFixedTtlFarFromTheCheapestCostsMuchMore() {
        Table table = Table.of(Kind.STEEP, 2, 170);
        double best = table.cheapest().sum();
        assertThat(table.cost(1200, new FixedTtl("fixed")).sum()).isGreaterThan(best * 1.15);
        assertThat(table.cost(30, new FixedTtl("fixed")).sum()).isGreaterThan(best * 1.15);
    }
}

package dev.headroom.ttltuner.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.ttltuner.replay.SyntheticTrace.Drift;
import dev.headroom.ttltuner.replay.SyntheticTrace.Kind;
import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import dev.headroom.ttltuner.tuning.ModePolicy.Strategy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The laws over whole traces in virtual time. */
class ReplayTest {
    private static final Setup.Pace PACE = new Setup.Pace(Duration.ofMinutes(5), Duration.ofMinutes(30));

    @ParameterizedTest
    @EnumSource(Drift.class)
    void theCurveMeetsTheTargetInAFewStepsWithNoMoreThanTheBestFixedTtlAndATenth(Drift drift) {
        Trace trace = SyntheticTrace.zipf(1500, 1.0, drift);
        Replay replay = new Replay(trace, setup(60, Setup.UNLIMITED));
        Outcome best = replay.runBest();
        Outcome curve = replay.run(curve(setup(60, Setup.UNLIMITED)));
        assertThat(curve.hitRate()).isGreaterThanOrEqualTo(0.595);
        assertThat(curve.meanEntries()).isLessThan(best.meanEntries() * 1.10);
        assertThat(curve.steps().orElse(99)).isLessThanOrEqualTo(3);
        assertThat(curve.minutes().orElse(99)).isLessThanOrEqualTo(20);
        assertThat(curve.inBand()).isGreaterThan(0.9);
    }

    /** docs/benchmarks/settling.sh shows more. */
    @ParameterizedTest
    @EnumSource
    void itComesDownFromTwentyMinutesInTwoSteps(Kind kind) {
        Setup setup = new Setup(1200, new Bounds(30, 1200), 0.60, PACE, Setup.UNLIMITED, Duration.ZERO);
        Replay replay = new Replay(SyntheticTrace.of(kind, 1), setup);
        Outcome best = replay.runBest();
        Outcome curve = replay.run(curve(setup));
        assertThat(curve.steps().orElse(99)).isLessThanOrEqualTo(2);
        assertThat(curve.meanEntries()).isLessThan(best.meanEntries() * 1.06);
        assertThat(curve.inBand()).isGreaterThan(best.inBand() - 0.03);
    }

    @Test
    void withACacheThatIsTooSmallItFillsItAndEvictsLessThanAQuarterOfTheSpecifiedLaw() {
        Trace trace = SyntheticTrace.zipf(1500, 1.0, Drift.NONE);
        int capacity =
                (int) (new Replay(trace, setup(300, Setup.UNLIMITED)).runBest().meanEntries() * 0.7);
        Replay replay = new Replay(trace, setup(300, capacity));
        Outcome specified = replay.run(new SpecLaw());
        Outcome curve = replay.run(curve(setup(300, capacity)));
        Outcome step = replay.run(new TunerLaw("step", setup(300, capacity), Strategy.STEP));
        assertThat(curve.evictions()).isLessThan(specified.evictions() / 4);
        assertThat(curve.meanEntries()).isGreaterThan(capacity * 0.9);
        assertThat(step.evictions()).isLessThan(specified.evictions() / 4);
        assertThat(curve.hitRate()).isGreaterThan(specified.hitRate() - 0.10);
    }

    @Test
    void whereTheTargetCannotBeReachedItSparesMemory() {
        Trace trace = SyntheticTrace.zipf(20_000, 0.6, Drift.NONE);
        Replay replay = new Replay(trace, setup(300, Setup.UNLIMITED));
        Outcome specified = replay.run(new SpecLaw());
        Outcome curve = replay.run(curve(setup(300, Setup.UNLIMITED)));
        assertThat(curve.meanEntries()).isLessThan(specified.meanEntries() * 0.8);
        assertThat(curve.hitRate()).isCloseTo(specified.hitRate(), within(0.03));
    }

    @Test
    void theSpecifiedLawIsWhatTheSpecificationSays() {
        Ledger ledger = new Ledger(10, new VirtualCache(10, 0), setup(300, Setup.UNLIMITED));
        for (int i = 0; i < 10; i++) {
            ledger.add(i, i < 5);
        }
        assertThat(new SpecLaw().decide(ledger, 200, 10)).isEqualTo(300);
        assertThat(new SpecLaw().decide(ledger, 600, 10)).isEqualTo(600);
    }

    @Test
    void withKeysTakenInAtTheirSecondAccessTheSameHitRateTakesFewerEntriesAndTheCurveFindsIt() {
        Trace trace = SyntheticTrace.of(Kind.SCAN, 1);
        Bounds bounds = new Bounds(30, 1200);
        Outcome every = new Replay(trace, new Setup(300, bounds, 0.60, PACE, Setup.UNLIMITED, Duration.ZERO)).runBest();
        Setup second = new Setup(300, bounds, 0.60, PACE, Setup.UNLIMITED, Duration.ofMinutes(10));
        Replay replay = new Replay(trace, second);
        Outcome best = replay.runBest();
        assertThat(best.hitRate()).isGreaterThanOrEqualTo(0.60);
        assertThat(best.meanEntries()).isLessThan(every.meanEntries() * 0.4);
        Outcome curve = replay.run(curve(second));
        assertThat(curve.meanEntries()).isLessThan(best.meanEntries() * 1.1);
        assertThat(curve.hitRate()).isGreaterThan(0.57);
    }

    /** Scans each hour, which a long memory does not expect; the feed tells of them as the counters do. */
    @Test
    void aFeedThatTellsOfAScanIsBelieved() {
        Setup setup = new Setup(300, new Bounds(30, 1200), 0.60, PACE, Setup.UNLIMITED, Duration.ZERO);
        Replay replay = new Replay(SyntheticTrace.of(Kind.SCAN, 1), setup);
        Outcome believed = replay.run(new TunerLaw("curve", setup, Strategy.CURVE));
        Outcome auto = replay.run(curve(setup));
        assertThat(auto.course())
                .as(
                        "the step law, which auto takes where the feed is not believed, decides nothing once there is a curve")
                .isEqualTo(believed.course());
    }

    @Test
    void aVirtualCacheTakesInAKeyThatWasAskedForShortlyBefore() {
        VirtualCache cache = new VirtualCache(2, 0, 50);
        assertThat(cache.lookup("a", 0, 100)).isFalse();
        assertThat(cache.lookup("a", 60, 100)).as("too long ago").isFalse();
        assertThat(cache.lookup("a", 100, 100)).as("taken in now").isFalse();
        assertThat(cache.lookup("a", 190, 100)).isTrue();
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void aVirtualCacheEvictsWhoeverWasNotUsedForLongest() {
        VirtualCache cache = new VirtualCache(2, 0);
        assertThat(cache.lookup("a", 0, 100)).isFalse();
        assertThat(cache.lookup("b", 1, 100)).isFalse();
        assertThat(cache.lookup("a", 2, 100)).isTrue();
        assertThat(cache.lookup("c", 3, 100)).isFalse();
        assertThat(cache.lookup("a", 4, 100)).isTrue();
        assertThat(cache.lookup("b", 5, 100)).isFalse();
        assertThat(cache.evicted()).isEqualTo(2);
        assertThat(cache.lookup("a", 100, 100)).as("expired at 100").isFalse();
    }

    private static Setup setup(int start, int capacity) {
        return new Setup(start, new Bounds(30, 600), 0.60, PACE, capacity, Duration.ZERO);
    }

    private static Law curve(Setup setup) {
        return new TunerLaw("curve", setup, Strategy.AUTO);
    }
}

package dev.headroom.ttltuner.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShadowGridTest {
    private static final Duration NEVER_FADES = Duration.ofDays(3000);

    private final ShadowGrid grid = new ShadowGrid(Duration.ofSeconds(15), Duration.ofSeconds(600), NEVER_FADES);

    @Test
    void aKeyAskedForEveryTenSecondsHitsTwiceAWriteAtThirtySeconds() {
        for (long at = 0; at < 1_000_000; at += 10_000) {
            grid.access(1, at);
        }
        HitCurve curve = new Always(grid).curve(1_000_000);
        assertThat(curve.rate(15)).isCloseTo(0.5, within(0.02));
        assertThat(curve.rate(600)).isGreaterThan(0.95);
    }

    @Test
    void theCurveIsWhatACacheOfThatTtlWouldHaveHit() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, Long> cache = new HashMap<>();
        int hits = 0;
        int lookups = 0;
        long now = 0;
        for (int i = 0; i < 60_000; i++) {
            now += random.nextInt(600);
            long key = (long) Math.pow(2000, random.nextDouble());
            grid.access(key, now);
            if (cache.getOrDefault(key, -1L) > now) {
                hits += now >= 600_000 ? 1 : 0;
            } else {
                cache.put(key, now + 600_000);
            }
            lookups += now >= 600_000 ? 1 : 0;
        }
        assertThat(grid.curve(now).rate(600)).as("seed %d", seed).isCloseTo((double) hits / lookups, within(0.002));
    }

    @Test
    void aTtlCountsOnceTheShadowHasRunThatLong() {
        for (long at = 0; at <= 100_000; at += 100) {
            grid.access(at / 100 % 50, at);
        }
        HitCurve curve = grid.curve(100_000);
        assertThat(curve.observed()).isBetween(75.0, 100.0);
        assertThat(curve.horizon()).isEqualTo(4 * curve.observed());
        assertThat(curve.feed().perSecond()).isCloseTo(10, within(0.1));
    }

    @Test
    void aGapStartsTheWarmUpAnew() {
        for (long at = 0; at <= 1_000_000; at += 100) {
            grid.access(at / 100 % 50, at);
        }
        double before = grid.curve(1_000_000).rate(600);
        grid.gap();
        for (long at = 1_000_100; at <= 1_060_000; at += 100) {
            grid.access(at / 100 % 50, at);
        }
        assertThat(grid.curve(1_060_000).rate(600)).isCloseTo(before, within(0.001));
    }

    @Test
    void moreKeysThanFitAreSampledAndTheCurveStaysClose() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ShadowGrid full = new ShadowGrid(Duration.ofSeconds(15), Duration.ofSeconds(600), NEVER_FADES);
        Map<Long, Long> cache = new HashMap<>();
        int hits = 0;
        int lookups = 0;
        for (long at = 0; at < 1_500_000; at += 3) {
            long key = random.nextInt(40_000);
            full.access(key, at);
            boolean hit = cache.getOrDefault(key, -1L) > at;
            if (!hit) {
                cache.put(key, at + 100_000);
            }
            hits += at > 600_000 && hit ? 1 : 0;
            lookups += at > 600_000 ? 1 : 0;
        }
        assertThat(full.keys()).isLessThanOrEqualTo(KeyTable.CAPACITY);
        assertThat(full.curve(1_500_000).feed().oneIn()).isGreaterThan(1);
        assertThat(full.curve(1_500_000).rate(100))
                .as("seed %d", seed)
                .isCloseTo((double) hits / lookups, within(0.02));
    }

    @Test
    void fadingFollowsAChange() {
        ShadowGrid fading = ShadowGrid.forBounds(30, 600, ShadowGrid.HALF_LIFE);
        for (long at = 0; at < 3_600_000; at += 100) {
            fading.access(at / 100 % 10, at);
        }
        for (long at = 3_600_000; at < 9_000_000; at += 100) {
            fading.access(at, at);
        }
        assertThat(fading.curve(9_000_000).rate(300)).isLessThan(0.05);
    }

    @Test
    void aKeyThatIsTakenInAtItsSecondAccessMissesTwice() {
        ShadowGrid every = ShadowGrid.forBounds(30, 600, NEVER_FADES);
        ShadowGrid second = ShadowGrid.forBounds(30, 600, NEVER_FADES, Duration.ofMinutes(10));
        for (long at = 0; at < 7_200_000; at += 1000) {
            long key = at / 4000; // four accesses, and never again
            every.access(key, at);
            second.access(key, at);
        }
        assertThat(every.curve(7_200_000).rate(300)).isCloseTo(0.75, within(0.001));
        assertThat(second.curve(7_200_000).rate(300)).isCloseTo(0.50, within(0.001));
        assertThat(second.curve(7_200_000).entries(300))
                .as("a write in four seconds")
                .isCloseTo(75, within(1.0));
        assertThat(every.curve(7_200_000).entries(300)).isCloseTo(75, within(1.0));
    }

    @Test
    void theLongerATraceStaysTheSameTheLessTheCurveErrs() {
        ShadowGrid steady = ShadowGrid.forBounds(30, 600, ShadowGrid.HALF_LIFE);
        Random random = new Random(7);
        play(steady, random, 0, 1_800_000, 60);
        double early = steady.curve(1_800_000).error(60);
        play(steady, random, 1_800_000, 28_800_000, 60);
        assertThat(steady.curve(28_800_000).error(60)).isLessThan(early / 2);
    }

    @Test
    void aScanOfAMinuteDoesNotEndALongMemoryButAChangeThatStaysDoes() {
        ShadowGrid grown = ShadowGrid.forBounds(30, 600, ShadowGrid.HALF_LIFE);
        Random random = new Random(7);
        play(grown, random, 0, 14_400_000, 60);
        double before = grown.curve(14_400_000).rate(300);
        for (long at = 14_400_000; at < 14_460_000; at += 200) {
            grown.access(-at, at);
        }
        play(grown, random, 14_460_000, 14_760_000, 60);
        assertThat(grown.curve(14_760_000).rate(300)).as("after a scan").isCloseTo(before, within(0.05));
        play(grown, random, 14_760_000, 16_560_000, 1_000_000);
        assertThat(grown.curve(16_560_000).rate(300))
                .as("half an hour of new keys")
                .isLessThan(before / 2);
    }

    /** A key of 60 comes once a minute, so one lookup in a minute hits after each miss; at half the pace half of one. */
    @Test
    void theCurveOfNowIsThatOfThePresentPace() {
        ShadowGrid slower = ShadowGrid.forBounds(30, 600, ShadowGrid.HALF_LIFE);
        Random random = new Random(7);
        play(slower, random, 0, 10_800_000, 60);
        assertThat(slower.curve(10_800_000).now().rate(60)).isCloseTo(0.5, within(0.02));
        for (long at = 10_800_000; at < 11_700_000; at += 2000) {
            slower.access(random.nextInt(60), at);
        }
        HitCurve curve = slower.curve(11_700_000);
        assertThat(curve.now().rate(60)).as("after a quarter of an hour").isCloseTo(1.0 / 3, within(0.03));
        assertThat(curve.rate(60)).as("at the usual pace").isCloseTo(0.5, within(0.03));
    }

    @Test
    void whatTheLastMinutesBroughtIsToldApartAlsoAfterARestart() {
        ShadowGrid one = ShadowGrid.forBounds(30, 600, ShadowGrid.HALF_LIFE);
        Random random = new Random(7);
        play(one, random, 0, 3_600_000, 60);
        ShadowGrid next = ShadowGrid.forBounds(30, 600, ShadowGrid.HALF_LIFE);
        next.goOn(one.learned().orElseThrow());
        for (ShadowGrid grid : List.of(one, next)) {
            if (grid == next) {
                play(next, random, 3_000_000, 3_600_000, 60);
            }
            for (long at = 3_600_000; at <= 4_320_000; at += 250) {
                grid.access(random.nextInt(60), at);
                if (at % 60_000 == 0) {
                    assertThat(grid.curve(at).latest().feed().perSecond())
                            .as("at %d s", at / 1000)
                            .isBetween(0.95, 4.1);
                }
            }
            assertThat(grid.curve(4_320_000).latest().feed().perSecond()).isCloseTo(4, within(0.1));
            assertThat(grid.curve(4_320_000).feed().perSecond()).isLessThan(3);
        }
    }

    @Test
    void blocksAreCountedFromTheLastChangeOn() {
        ShadowGrid grown = ShadowGrid.forBounds(30, 600, ShadowGrid.HALF_LIFE);
        Random random = new Random(7);
        play(grown, random, 0, 14_400_000, 60);
        assertThat(grown.curve(14_400_000).feed().blocks()).isCloseTo(48, within(0.1));
        play(grown, random, 14_400_000, 16_200_000, 1_000_000);
        assertThat(grown.curve(16_200_000).feed().blocks()).isBetween(4.0, 10.0);
    }

    /** One lookup a second of one of so many keys. */
    private static void play(ShadowGrid grid, Random random, long from, long to, int keys) {
        for (long at = from; at < to; at += 1000) {
            grid.access(random.nextInt(keys), at);
        }
    }

    @Test
    void timesThatRunBackwardsAndMonthsOfSilenceDoNoHarm() {
        grid.access(1, 1_000_000);
        grid.access(1, 5);
        grid.access(1, 1_000_000 + Duration.ofDays(40).toMillis());
        assertThat(grid.curve(0).rate(600)).isBetween(0.0, 1.0);
    }

    @Test
    void boundsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new ShadowGrid(Duration.ofSeconds(10), Duration.ofSeconds(10), NEVER_FADES))
                .hasMessageContaining("0 < least < most");
    }

    /** Reads a curve although the test has few lookups. */
    private record Always(ShadowGrid grid) {
        HitCurve curve(long now) {
            for (int i = 0; i < 20; i++) {
                grid.access(1, now + i * 10_000L);
            }
            return grid.curve(now + 200_000);
        }
    }

    /** Two grids over the same accesses, of which one ends in the middle, and another goes on with what the feed still holds. */
    @Test
    void whatWasLearnedIsGoneOnFromAndNothingIsCountedTwice() {
        Random random = new Random(5);
        ShadowGrid one = restartable();
        ShadowGrid before = restartable();
        ShadowGrid after = restartable();
        long[] hashes = new long[40_000];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = (long) Math.pow(500, random.nextDouble());
        }
        int end = 30_000;
        for (int i = 0; i < hashes.length; i++) {
            one.access(hashes[i], i * 200L);
            if (i < end) {
                before.access(hashes[i], i * 200L);
            }
        }
        after.goOn(before.learned().orElseThrow());
        assertThat(after.curve(end * 200L).rate(300))
                .isCloseTo(before.curve(end * 200L).rate(300), within(0.01));
        for (int i = end - 5_000; i < hashes.length; i++) { // the feed holds a part of what was counted
            after.access(hashes[i], i * 200L);
        }
        long now = hashes.length * 200L;
        HitCurve expected = one.curve(now);
        HitCurve gone = after.curve(now);
        for (double ttl : new double[] {15, 60, 300, 600}) {
            assertThat(gone.rate(ttl)).isCloseTo(expected.rate(ttl), within(0.005));
            assertThat(gone.error(ttl)).isCloseTo(expected.error(ttl), within(0.002));
        }
        assertThat(gone.feed().perSecond()).isCloseTo(expected.feed().perSecond(), within(0.05));
        assertThat(gone.observed()).isEqualTo(600);
    }

    private static ShadowGrid restartable() {
        return new ShadowGrid(Duration.ofSeconds(15), Duration.ofSeconds(600), Duration.ofMinutes(15));
    }

    @Test
    void whatAnotherGridLearnedIsLeftAlone() {
        ShadowGrid other = new ShadowGrid(Duration.ofSeconds(15), Duration.ofSeconds(900), Duration.ofMinutes(15));
        for (int i = 0; i < 5_000; i++) {
            other.access(i % 10, i * 1000L);
        }
        ShadowGrid mine = restartable();
        mine.goOn(other.learned().orElseThrow());
        assertThat(mine.curve(5_000_000).isEmpty()).isTrue();
        mine.goOn(new Learned("", 0, List.of(Double.NaN)));
        assertThat(mine.curve(5_000_000).isEmpty()).isTrue();
    }

    /** However long nobody looked: rates stay, and what comes then soon outweighs them. */
    @Test
    void whatIsOldIsOutweighedSoon() {
        ShadowGrid old = restartable();
        for (int i = 0; i < 20_000; i++) {
            old.access(i % 10, i * 1000L); // all hits
        }
        ShadowGrid next = restartable();
        next.goOn(old.learned().orElseThrow());
        long later = Duration.ofDays(2).toMillis();
        assertThat(next.curve(later).rate(300)).isGreaterThan(0.9);
        for (int i = 0; i < 5_000; i++) {
            next.access(1_000_000L + i, later + i * 1000L); // all misses
        }
        assertThat(next.curve(later + 5_000_000).rate(300)).isLessThan(0.05);
    }
}

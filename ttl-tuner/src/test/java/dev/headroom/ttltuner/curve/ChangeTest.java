package dev.headroom.ttltuner.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** When a change is believed, and how wide blocks vary. */
class ChangeTest {
    private static final long BLOCK = 300_000;

    private final Change falls = new Change(-1, 16 * 900_000);
    private final Spread spread = new Spread(Math.pow(0.5, 1.0 / 48));

    @Test
    void fiveBlocksOfTheSameAreAChangeAndOneIsNone() {
        for (int hours = 0; hours < 24; hours++) {
            assertThat(add(-20, 0)).as("a scan").isFalse();
            for (int i = 0; i < 11; i++) {
                assertThat(add(0, 0)).isFalse();
            }
        }
        for (int i = 0; i < 4; i++) {
            assertThat(add(-3, 50)).isFalse();
        }
        assertThat(add(-3, 50)).isTrue();
        assertThat(falls.since().lookups(0))
                .as("what was counted since it began")
                .isCloseTo(500, within(20.0));
        assertThat(falls.since().rate(0)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void whatRisesIsNoFall() {
        for (int i = 0; i < 100; i++) {
            assertThat(add(3, 0)).isFalse();
        }
    }

    @Test
    void chanceIsHardlyEverTakenForAChange() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int changes = 0;
        for (int i = 0; i < 20_000; i++) {
            if (add(random.nextGaussian(), 0)) {
                changes++;
                falls.clear();
            }
        }
        assertThat(changes).as("seed %d", seed).isLessThan(20);
    }

    @Test
    void theSpreadIsOneOfIndependentLookupsAndWiderUnderScansAndTrends() {
        Random random = new Random(7);
        assertThat(spread.factor()).as("not known yet").isBetween(1.5, 2.0);
        for (int i = 0; i < 400; i++) {
            spread.add(random.nextGaussian());
        }
        double independent = spread.factor();
        assertThat(independent).isBetween(1.0, 1.3);
        for (int i = 0; i < 100; i++) {
            spread.add(i % 10 == 0 ? -8 : random.nextGaussian());
        }
        assertThat(spread.factor()).as("scans").isBetween(2.0, 4.0);
        Spread trend = new Spread(Math.pow(0.5, 1.0 / 48));
        for (int i = 0; i < 100; i++) {
            trend.add(i % 20 < 10 ? 1.5 : -1.5);
        }
        assertThat(trend.factor()).as("lasting for blocks").isGreaterThan(2);
    }

    private boolean add(double off, int hits) {
        Block block = new Block();
        block.lookups[0] = 100;
        block.hits[0] = hits;
        return falls.add(off, block, BLOCK, 300);
    }
}

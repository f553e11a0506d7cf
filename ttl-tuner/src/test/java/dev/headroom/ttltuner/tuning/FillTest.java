package dev.headroom.ttltuner.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FillTest {
    @Test
    void growsWhileLittleIsEvictedAndShrinksWhileMuchIs() {
        assertThat(Fill.START.after(0, 2).share()).isGreaterThan(Fill.START.share());
        assertThat(Fill.START.after(0.1, 2).share()).isGreaterThan(Fill.START.share());
        assertThat(Fill.START.after(1, 2).share()).isLessThan(Fill.START.share());
    }

    /** Bursts of one decision in six, which the mean is to be judged by. */
    @Test
    void staysWhereEighteenOfAHundredMissesEvictHoweverUnevenly() {
        Fill fill = new Fill(0.9);
        for (int decision = 0; decision < 60; decision++) {
            fill = fill.after(decision % 6 == 0 ? 6 * 0.18 * 3 : 0, 3);
        }
        assertThat(fill.share()).isCloseTo(0.9, within(0.001));
    }

    @Test
    void isNeverMoreThanThereIsNorLeavesMoreThanAFifth() {
        Fill quiet = Fill.START;
        Fill crowded = Fill.START;
        for (int decision = 0; decision < 1000; decision++) {
            quiet = quiet.after(0, 1);
            crowded = crowded.after(5, 1);
        }
        assertThat(quiet.share()).isEqualTo(1);
        assertThat(crowded.share()).isEqualTo(0.8);
        assertThat(Fill.START.after(1, 0)).as("no misses say nothing").isEqualTo(Fill.START);
    }
}

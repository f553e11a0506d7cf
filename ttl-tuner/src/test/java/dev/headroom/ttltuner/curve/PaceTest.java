package dev.headroom.ttltuner.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long BLOCK = 300_000;

    private final Pace pace = new Pace(900_000);

    @Test
    void aBurstAndASilenceDoNotCountAndAChangeDoesAfterThreeBlocks() {
        add(300, 300, 300, 300, 1200);
        assertThat(pace.now()).isEqualTo(300);
        add(0, 300, 300, 150, 150);
        assertThat(pace.now()).isEqualTo(300);
        add(150);
        assertThat(pace.now()).isEqualTo(150);
    }

    @Test
    void chanceAloneTakesItThreePercentFromWhatIsUsual() {
        add(300, 300, 300, 300, 300);
        assertThat(pace.error()).isCloseTo(0.032, within(0.001));
    }

    @Test
    void nothingIsOneLookupABlock() {
        assertThat(pace.now()).isEqualTo(1);
        assertThat(pace.perSecond(0, 0)).isZero();
    }

    @Test
    void accessesASecondFadeAndCountABlockThatHasNotEnded() {
        add(300, 300, 300, 300, 300, 300, 300, 300);
        assertThat(pace.perSecond(300, BLOCK)).isCloseTo(1, within(1e-9));
        add(0, 0, 0);
        assertThat(pace.perSecond(0, 0)).isBetween(0.4, 0.5);
    }

    private void add(int... lookups) {
        for (int each : lookups) {
            pace.add(each, BLOCK);
        }
    }
}

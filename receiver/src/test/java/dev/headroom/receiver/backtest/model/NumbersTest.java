package dev.headroom.receiver.backtest.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    /** Against a sorted row, with many equal numbers in some. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aQuantileIsThatOfTheSortedNumbers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            int different = 1 + random.nextInt(50);
            double[] numbers = random.doubles(1 + random.nextInt(60))
                    .map(number -> Math.floor(number * different))
                    .toArray();
            double share = random.nextDouble();
            double[] sorted = numbers.clone();
            Arrays.sort(sorted);
            double rank = share * (sorted.length - 1);
            int below = (int) rank;
            double above = sorted[Math.min(below + 1, sorted.length - 1)];
            assertThat(Numbers.quantile(numbers, share))
                    .isEqualTo(sorted[below] + (rank - below) * (above - sorted[below]));
        }
    }

    @Test
    void theEndsAndNothing() {
        assertThat(Numbers.quantile(new double[] {3, 1, 2}, 0)).isEqualTo(1);
        assertThat(Numbers.quantile(new double[] {3, 1, 2}, 1)).isEqualTo(3);
        assertThat(Numbers.quantile(new double[0], 0.5)).isNaN();
    }
}

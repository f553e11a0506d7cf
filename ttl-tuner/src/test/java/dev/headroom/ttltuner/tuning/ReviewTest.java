package dev.headroom.ttltuner.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Blocks of five minutes, at the end of each of which the TTL is judged if that is due. */
class ReviewTest {
    private static final double SURE = 0.01;

    @Test
    void isDueAfterTwentyMinutesAfterAnHourAndThenEachHour() {
        assertThat(due(SURE, 50)).containsExactly(4, 12, 24, 36, 48);
        assertThat(due(0.05, 50)).as("a guess").containsExactly(8, 12, 24, 36, 48);
    }

    @Test
    void oneThatCouldNotBeDoneInTimeIsDoneLater() {
        assertThat(Review.of(14, 4, SURE).isDue()).isTrue();
        assertThat(Review.of(14, 4, SURE).done()).isEqualTo(14);
        assertThat(Review.of(25, 14, SURE).isDue()).isFalse();
        assertThat(Review.of(26, 14, SURE).isDue()).isTrue();
    }

    @Test
    void aFeedThatChangedForGoodIsJudgedAnew() {
        assertThat(Review.of(5, 48, SURE).isDue()).isTrue();
        assertThat(Review.of(3, 48, SURE).isDue()).isFalse();
        assertThat(Review.of(3, 48, SURE).done()).isZero();
    }

    private static List<Integer> due(double error, int until) {
        double[] judged = {0};
        return IntStream.rangeClosed(1, until)
                .filter(blocks -> {
                    Review review = Review.of(blocks, judged[0], error);
                    judged[0] = review.done();
                    return review.isDue();
                })
                .boxed()
                .toList();
    }
}

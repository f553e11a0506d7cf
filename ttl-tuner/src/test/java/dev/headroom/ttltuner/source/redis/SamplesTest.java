package dev.headroom.ttltuner.source.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.ttltuner.source.redis.Samples.Sample;
import dev.headroom.ttltuner.tuning.Reading;
import dev.headroom.ttltuner.tuning.Reading.Missing;
import dev.headroom.ttltuner.tuning.Reading.Window;
import dev.headroom.ttltuner.tuning.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Growth of counters between two sights, through resets. */
class SamplesTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    private static final Duration MOST_AGE = Duration.ofSeconds(30);

    private final Samples samples = new Samples();

    @Test
    void theFirstSightTellsNothing() {
        assertThat(reading(0)).isEqualTo(new Missing(Reason.NO_DATA, ""));
        seen(0, 500, 500, -1);
        assertThat(reading(0)).isEqualTo(new Missing(Reason.FIRST_SAMPLE, ""));
    }

    @Test
    void onlyTheGrowthSinceTheFirstSightCounts() {
        seen(0, 500, 500, -1);
        seen(10, 560, 540, -1);
        assertThat(reading(10)).isEqualTo(new Window(START, Duration.ofSeconds(10), 60, 40, OptionalDouble.empty()));
    }

    @Test
    void aCounterThatFellWasResetAndHasGrownFromNothing() {
        seen(0, 500, 500, 80);
        seen(10, 560, 540, 90);
        seen(20, 7, 3, 2);
        seen(30, 17, 13, 5);
        assertThat(reading(30))
                .isEqualTo(new Window(START, Duration.ofSeconds(30), 60 + 17, 40 + 13, OptionalDouble.of(10 + 5)));
    }

    @Test
    void aCounterThatIsResetToWhatItWasGrowsNoLess() {
        seen(0, 500, 500, -1);
        seen(10, 0, 0, -1);
        seen(20, 500, 500, -1);
        assertThat(reading(20)).isEqualTo(new Window(START, Duration.ofSeconds(20), 500, 500, OptionalDouble.empty()));
    }

    @Test
    void whatWasCountedBeforeTheLastChangeHadSettledIsLeftOut() {
        seen(0, 0, 0, -1);
        seen(10, 0, 1000, -1);
        seen(20, 90, 1010, -1);
        assertThat(samples.window(START.plusSeconds(5), START.plusSeconds(20), MOST_AGE))
                .isEqualTo(new Window(START.plusSeconds(10), Duration.ofSeconds(10), 90, 10, OptionalDouble.empty()));
    }

    @Test
    void sightsThatAreTooOldAreStale() {
        seen(0, 0, 0, -1);
        seen(10, 60, 40, -1);
        assertThat(reading(40)).isInstanceOf(Window.class);
        assertThat(reading(41)).isEqualTo(new Missing(Reason.STALE, "31 s old"));
    }

    @Test
    void tenMinutesAreKept() {
        for (int second = 0; second <= 3600; second += 10) {
            seen(second, second, 0, -1);
        }
        assertThat(reading(3600))
                .isEqualTo(new Window(START.plusSeconds(3000), Duration.ofMinutes(10), 600, 0, OptionalDouble.empty()));
    }

    private void seen(int second, long hits, long misses, long expired) {
        samples.add(Sample.of(
                START.plusSeconds(second), Map.of("hits", "" + hits, "misses", "" + misses, "expired", "" + expired)));
    }

    private Reading reading(int second) {
        return samples.window(START, START.plusSeconds(second), MOST_AGE);
    }
}

package dev.headroom.ttltuner.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HitCurveTest {
    private static final HitCurve.Feed FEED = new HitCurve.Feed(2, 1, Duration.ofMinutes(5), Duration.ofHours(1));

    @Test
    void isLinearInTheLogarithmOfTheTtl() {
        HitCurve curve = curve(new double[] {10, 1000}, new double[] {0.2, 0.6});
        assertThat(curve.rate(100)).isCloseTo(0.4, within(1e-9));
        assertThat(curve.ttlFor(0.4)).hasValueCloseTo(100.0, within(1e-6));
    }

    @Test
    void guessesAtMostFourTimesFurtherThanItSaw() {
        HitCurve curve = curve(new double[] {10, 100}, new double[] {0.2, 0.4});
        assertThat(curve.rate(200)).isCloseTo(0.4 + 0.2 * Math.log10(2), within(1e-9));
        assertThat(curve.rate(4000)).isEqualTo(curve.rate(400));
        assertThat(curve.ttlFor(0.5)).hasValueCloseTo(100 * Math.sqrt(10), within(1e-6));
        assertThat(curve.ttlFor(0.6)).isEmpty();
    }

    @Test
    void leavesOutWhatTooFewLookupsAreBehind() {
        HitCurve curve = HitCurve.of(
                new double[] {10, 100, 200},
                new double[] {0.2, 0.4, 0.9},
                new double[3],
                new double[] {500, 100, 99},
                FEED);
        assertThat(curve.observed()).isEqualTo(100);
    }

    @Test
    void neverFalls() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        double[] ttls = new double[32];
        double[] rates = new double[32];
        for (int i = 0; i < 32; i++) {
            ttls[i] = 15 * Math.pow(1.2, i);
            rates[i] = random.nextDouble();
        }
        HitCurve curve = curve(ttls, rates);
        for (double ttl = 1; ttl < 20_000; ttl *= 1.05) {
            assertThat(curve.rate(ttl * 1.05)).as("seed %d", seed).isBetween(curve.rate(ttl), 1.0);
        }
    }

    @Test
    void everyMissWritesAnEntryThatLivesItsTtl() {
        HitCurve curve = curve(new double[] {10, 1000}, new double[] {0.2, 0.6});
        assertThat(curve.entries(100)).isCloseTo(2 * 0.6 * 100, within(1e-6));
    }

    @Test
    void emptySaysNothing() {
        HitCurve curve = curve(new double[0], new double[0]);
        assertThat(curve.isEmpty()).isTrue();
        assertThat(curve.rate(100)).isZero();
        assertThat(curve.ttlFor(0.5)).isEmpty();
    }

    static HitCurve curve(double[] ttls, double[] rates) {
        double[] weights = new double[ttls.length];
        java.util.Arrays.fill(weights, 1000);
        return HitCurve.of(ttls, rates, new double[ttls.length], weights, FEED);
    }
}

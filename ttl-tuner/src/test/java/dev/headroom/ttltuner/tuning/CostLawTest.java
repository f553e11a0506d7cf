package dev.headroom.ttltuner.tuning;

import static dev.headroom.ttltuner.tuning.Given.NOW;
import static dev.headroom.ttltuner.tuning.Given.curve;
import static dev.headroom.ttltuner.tuning.Given.settled;
import static dev.headroom.ttltuner.tuning.Given.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.tuning.Evidence.Key;
import dev.headroom.ttltuner.tuning.Evidence.Pressure;
import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import dev.headroom.ttltuner.tuning.ModePolicy.Strategy;
import dev.headroom.ttltuner.tuning.ModePolicy.Worth;
import dev.headroom.ttltuner.tuning.Verdict.Adjust;
import dev.headroom.ttltuner.tuning.Verdict.Hold;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ten lookups a second, of which 40 % hit at 15 s and 80 % at 1200 s; entries of 50 MB, as of a prefix. */
class CostLawTest {
    private static final HitCurve CURVE = curve(0.40, 0.80, 1200, 0.001);
    private static final Bounds BOUNDS = new Bounds(30, 1200);
    private static final double SIZE = 50e6;
    private static final double HIT_PER_E = 0.4 / Math.log(80);

    private static ModePolicy policy(double miss, double gibHour) {
        Worth worth = new Worth(miss, gibHour / (1L << 30) / 3600);
        return new ModePolicy("fast", worth, BOUNDS, 300, Strategy.CURVE);
    }

    private static Verdict decide(ModePolicy policy, int ttl, HitCurve curve, OptionalInt room, OptionalDouble size) {
        Evidence evidence = new Evidence(
                Key.of(ttl), window(CURVE.rate(ttl), 6000), new Pressure(0, 0, room), Optional.of(curve), size);
        return TtlTuner.tune(policy, evidence, settled(ttl), NOW).verdict();
    }

    private static Verdict decide(ModePolicy policy, int ttl) {
        return decide(policy, ttl, CURVE, OptionalInt.empty(), OptionalDouble.of(SIZE));
    }

    /** Where a longer TTL stops to pay, its gain is its price: by a condition of the first order, not by the code's search. */
    @ParameterizedTest
    @CsvSource({"2, 170", "1, 110", "0.5, 40"})
    void theTtlIsWhereAFurtherHitCostsWhatItSaves(double miss, double gibHour) {
        Adjust adjust = (Adjust) decide(policy(miss, gibHour), 30);
        double ttl = adjust.to();
        double price = SIZE * gibHour / (1L << 30) / 3600;
        double saved = miss * HIT_PER_E / ttl;
        double paid = price * (1 - CURVE.rate(ttl) - HIT_PER_E);
        assertThat(saved).isCloseTo(paid, within(0.1 * paid));
        assertThat(adjust.reason()).isEqualTo(Reason.MORE_PAYS);
        assertThat(((Adjust) decide(policy(miss, gibHour), 1200)).to())
                .as("the same from above")
                .isBetween((int) (ttl * 0.95), (int) (ttl * 1.05));
    }

    @Test
    void saysWhatIsGainedAndWhatItCosts() {
        Adjust raise = (Adjust) decide(policy(2, 170), 30);
        assertThat(raise.to()).isEqualTo(397);
        assertThat(raise.detail()).isEqualTo("113.1 GPU hours less a day for 51.7 GB, answers up to 367 s older");
        assertThat(decide(policy(0.2, 170), 1200).detail())
                .matches("\\d+\\.\\d GB less for \\d+\\.\\d GPU hours a day, answers up to \\d+ s younger");
    }

    @Test
    void cheapMemoryGoesToTheLongestAndDearMemoryToTheShortest() {
        assertThat(((Adjust) decide(policy(2, 0.001), 100)).to()).isEqualTo(1200);
        assertThat(((Adjust) decide(policy(0.001, 604_800), 100)).to()).isEqualTo(30);
    }

    @Test
    void isLeftAloneWhereTheCurveIsNotSure() {
        HitCurve unsure = curve(0.40, 0.80, 1200, 0.05);
        Adjust sure = (Adjust) decide(policy(2, 170), 200);
        assertThat(sure.to()).isGreaterThan(210);
        Verdict held = decide(policy(2, 170), 200, unsure, OptionalInt.empty(), OptionalDouble.of(SIZE));
        assertThat(held.reason()).isEqualTo(Reason.PAYS_BEST);
        assertThat(held.detail()).matches("misses cost \\d+\\.\\d GPU hours a day, memory \\d+\\.\\d GPU hours");
        assertThat(decide(policy(2, 170), sure.to())).isInstanceOf(Hold.class);
    }

    @Test
    void theMemoryPlanCutsIt() {
        OptionalInt room = OptionalInt.of(150);
        assertThat(((Adjust) decide(policy(2, 0.001), 100, CURVE, room, OptionalDouble.of(SIZE))).to())
                .isEqualTo(150);
        Adjust cut = (Adjust) decide(policy(2, 0.001), 600, CURVE, room, OptionalDouble.of(SIZE));
        assertThat(cut.to()).isEqualTo(150);
        assertThat(cut.reason()).isEqualTo(Reason.MEMORY_PLAN);
    }

    @Test
    void withoutASizeOrACurveNothingIsChanged() {
        assertThat(decide(policy(2, 20), 100, CURVE, OptionalInt.empty(), OptionalDouble.empty())
                        .reason())
                .isEqualTo(Reason.SIZE_UNKNOWN);
        Evidence blind =
                new Evidence(Key.of(100), window(0.1, 6000), Pressure.NONE, Optional.empty(), OptionalDouble.of(SIZE));
        assertThat(TtlTuner.tune(policy(2, 20), blind, settled(100), NOW)
                        .verdict()
                        .reason())
                .isEqualTo(Reason.CURVE_INCOMPLETE);
    }

    @Test
    void thePlanKnowsWhatItAsksFor() {
        ModePolicy policy = policy(2, 170);
        double wanted = TtlTuner.forecast(policy, CURVE, OptionalDouble.of(SIZE), settled(100), 100)
                .orElseThrow()
                .wanted();
        assertThat(((Adjust) decide(policy, 100)).to()).isBetween((int) wanted, (int) wanted + 1);
    }
}

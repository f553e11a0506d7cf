package dev.headroom.ttltuner.tuning;

import static dev.headroom.ttltuner.tuning.Given.FAST;
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
import dev.headroom.ttltuner.tuning.Verdict.Adjust;
import dev.headroom.ttltuner.tuning.Verdict.Hold;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CurveLawTest {
    /** 0.40 at 15 s to 0.80 at 600 s: the target is met just below 95 s. */
    private static final HitCurve CURVE = curve(0.40, 0.80, 600);

    private static final int BEST = 95;

    @Test
    void raisesInOneJumpToTheSmallestTtlThatMeetsTheTarget() {
        Adjust adjust = (Adjust) decide(40, CURVE, settled(40)).verdict();
        assertThat(adjust.to()).isEqualTo(BEST);
        assertThat(adjust.predicted()).hasValueCloseTo(0.600, within(0.001));
    }

    @Test
    void lowersInOneJumpToo() {
        assertThat(((Adjust) decide(400, CURVE, settled(400)).verdict()).to()).isEqualTo(BEST + 1);
    }

    @Test
    void raisesByLessWhereTheCurveErrsByMuch() {
        HitCurve doubtful = curve(0.40, 0.80, 600, 0.027);
        assertThat(((Adjust) decide(40, doubtful, settled(40)).verdict()).to()).isEqualTo(91);
        assertThat(((Adjust) decide(400, doubtful, settled(400)).verdict()).to())
                .isEqualTo(BEST + 1);
    }

    @Test
    void betweenTwoReviewsOnlyWhatIsSurelyFarOffIsMoved() {
        ModeState judged = settled(80).withJudged(12);
        assertThat(decide(80, CURVE, judged).verdict())
                .isInstanceOfSatisfying(
                        Hold.class,
                        hold -> assertThat(hold.reason()).as("1.8 points short").isEqualTo(Reason.UNCERTAIN));
        assertThat(decide(BEST, CURVE, settled(BEST).withJudged(12)).verdict().reason())
                .isEqualTo(Reason.ON_TARGET);
        HitCurve sure = curve(0.40, 0.80, 600, 0.002);
        assertThat(decide(80, sure, judged).verdict()).isInstanceOf(Adjust.class);
        assertThat(decide(114, sure, settled(114).withJudged(12)).verdict())
                .as("2 points over")
                .isInstanceOf(Adjust.class);
    }

    @Test
    void movesOnlyWhatIsFurtherOffWhileTheCurveErrsByMuch() {
        HitCurve wild = curve(0.40, 0.80, 600, 0.017);
        assertThat(decide(64, wild, settled(64).withJudged(12)).verdict().reason())
                .as("4 points short")
                .isEqualTo(Reason.UNCERTAIN);
        assertThat(decide(50, wild, settled(50).withJudged(12)).verdict())
                .as("7 points short")
                .isInstanceOf(Adjust.class);
    }

    @Test
    void aReviewIsRememberedUnlessWhatItAskedForWasRefused() {
        assertThat(decide(40, CURVE, settled(40)).next().judged()).isEqualTo(12);
        assertThat(decide(BEST, CURVE, settled(BEST)).next().judged()).isEqualTo(12);
        Evidence pressed = new Evidence(
                Key.of(40),
                window(CURVE.rate(40), 6000),
                new Pressure(0.5, 0.001, OptionalInt.empty()),
                Optional.of(CURVE),
                OptionalDouble.empty());
        Decision refused = TtlTuner.tune(FAST, pressed, settled(40), NOW);
        assertThat(refused.verdict().reason()).isEqualTo(Reason.MEMORY_PRESSURE);
        assertThat(refused.next().judged()).isZero();
    }

    @Test
    void whatAPersonSetIsJudgedOnceItHasActed() {
        ModeState before = settled(BEST).withJudged(12);
        ModeState noticed = decide(110, CURVE, before).next();
        assertThat(noticed.judged()).isZero();
        ModeState later = ModeState.NEW.changed(NOW.minusSeconds(600), BEST, 110);
        assertThat(decide(110, CURVE, later).verdict()).isInstanceOf(Adjust.class);
    }

    @Test
    void followsThePaceOfLookupsBeforeItsHitsAreCounted() {
        ModeState judged = settled(BEST).withJudged(12);
        Adjust raise = (Adjust) decide(BEST, CURVE.atPace(0.5), judged).verdict();
        assertThat(raise.to()).as("as many lookups in a TTL as before").isEqualTo(2 * BEST);
        assertThat(raise.predicted()).hasValueCloseTo(0.600, within(0.001));
        assertThat(((Adjust) decide(BEST, CURVE.atPace(2), judged).verdict()).to())
                .isEqualTo((BEST + 1) / 2);
        assertThat(decide(BEST, CURVE.atPace(1.08), judged).verdict())
                .as("0.8 points over")
                .isInstanceOf(Hold.class);
    }

    @Test
    void isNotMovedByLessThan3PercentHoweverSureTheCurveIs() {
        HitCurve sure = curve(0.40, 0.80, 600, 0);
        assertThat(((Adjust) decide(100, sure, settled(100)).verdict()).to()).isEqualTo(BEST + 1);
        assertThat(decide(98, sure, settled(98)).verdict()).isInstanceOf(Hold.class);
    }

    @Test
    void jumpsNoFurtherThanFourTimesWhatItSaw() {
        ModePolicy days = new ModePolicy("fast", FAST.goal(), new Bounds(30, 86_400), 300, Strategy.AUTO);
        Verdict verdict = TtlTuner.tune(days, evidence(curve(0.20, 0.30, 1000)), settled(40), NOW)
                .verdict();
        assertThat(((Adjust) verdict).to()).isBetween(4000, 4001);
    }

    @Test
    void waitsForTwentyMinutesAndWithAGuessForForty() {
        assertThat(decide(40, curve(0.40, 0.80, 600, 0.02, 3), settled(40))
                        .verdict()
                        .reason())
                .isEqualTo(Reason.CURVE_INCOMPLETE);
        assertThat(decide(40, curve(0.40, 0.80, 600, 0.02, 4), settled(40)).verdict())
                .isInstanceOf(Adjust.class);
        assertThat(decide(40, curve(0.40, 0.80, 600, 0.05, 7), settled(40))
                        .verdict()
                        .reason())
                .isEqualTo(Reason.CURVE_INCOMPLETE);
        assertThat(decide(40, curve(0.40, 0.80, 600, 0.05, 8), settled(40)).verdict())
                .isInstanceOf(Adjust.class);
    }

    private static Evidence evidence(HitCurve curve) {
        return new Evidence(
                Key.of(40), window(curve.rate(40), 6000), Pressure.NONE, Optional.of(curve), OptionalDouble.empty());
    }

    @Test
    void unreachableIsSaidAfterThreeDecisionsAndThenMemoryIsSpared() {
        HitCurve low = curve(0.10, 0.40, 600);
        ModeState state = settled(600);
        for (int decision = 1; decision <= 2; decision++) {
            Decision unsure = decide(600, low, state);
            assertThat(unsure.verdict()).isInstanceOf(Hold.class);
            assertThat(unsure.next().isUnreachable()).isFalse();
            state = unsure.next();
        }
        Decision sure = decide(600, low, state);
        assertThat(sure.next().isUnreachable()).isTrue();
        assertThat(((Adjust) sure.verdict()).reason()).isEqualTo(Reason.UNREACHABLE);
        // 0.02 below the ceiling is 468 s on this curve
        assertThat(((Adjust) sure.verdict()).to()).isBetween(450, 480);
    }

    @Test
    void aTargetThatIsReachableAgainEndsIt() {
        ModeState state = settled(300).withUnreachable(3);
        assertThat(decide(300, CURVE, state).next().isUnreachable()).isFalse();
        // the margin has to be met too, or it would come and go
        assertThat(decide(300, curve(0.10, 0.605, 600), state).next().isUnreachable())
                .isTrue();
        assertThat(decide(300, curve(0.10, 0.605, 600), settled(300)).next().unreachable())
                .isZero();
    }

    @Test
    void theCeilingIsUnknownUntilTheLongestTtlWasObserved() {
        assertThat(TtlTuner.forecast(FAST, curve(0.1, 0.2, 300), OptionalDouble.empty(), settled(40), 40))
                .hasValueSatisfying(forecast -> assertThat(forecast.ceiling()).isEmpty());
        assertThat(TtlTuner.forecast(FAST, CURVE, OptionalDouble.empty(), settled(40), 40))
                .hasValueSatisfying(forecast -> assertThat(forecast.ceiling()).hasValueCloseTo(0.8, within(0.001)));
    }

    @Test
    void biasIsLearnedSlowlyAndOnlyFromWhatHasSettled() {
        double rate = CURVE.rate(BEST);
        Decision settled = decide(BEST, CURVE, settled(BEST), rate - 0.04);
        assertThat(settled.next().bias()).isCloseTo(-0.004, within(0.0005));
        ModeState young = ModeState.NEW.changed(NOW.minusSeconds(300), BEST, BEST);
        assertThat(decide(BEST, CURVE, young, rate - 0.04).next().bias()).isZero();
        ModeState state = settled(BEST);
        for (int i = 0; i < 200; i++) {
            state = decide(BEST, CURVE, state, rate - 0.12).next();
        }
        assertThat(state.bias()).as("fully sampled: at most 5 points").isEqualTo(-0.05);
    }

    @Test
    void aFeedOfSomethingElseIsNotBelieved() {
        double wrong = CURVE.rate(BEST) - 0.25;
        assertThat(decide(BEST, CURVE, settled(BEST), wrong).verdict())
                .as("the step law takes over")
                .isInstanceOfSatisfying(
                        Adjust.class, adjust -> assertThat(adjust.to()).isEqualTo(BEST * 3 / 2));
        ModePolicy curveOnly = new ModePolicy("fast", FAST.goal(), FAST.bounds(), FAST.initial(), Strategy.CURVE);
        Evidence evidence = new Evidence(
                Key.of(BEST), window(wrong, 6000), Pressure.NONE, Optional.of(CURVE), OptionalDouble.empty());
        assertThat(TtlTuner.tune(curveOnly, evidence, settled(BEST), NOW)
                        .verdict()
                        .reason())
                .isEqualTo(Reason.CURVE_DISAGREES);
    }

    @Test
    void aWindowThatABurstFillsDoesNotSayThatTheFeedIsWrong() {
        ModeState state =
                ModeState.NEW.changed(NOW.minusSeconds(120 + BEST), BEST, BEST).withJudged(12);
        Duration length = Duration.ofMinutes(2);
        Reading.Window burst = new Reading.Window(NOW.minus(length), length, 410, 90, OptionalDouble.empty());
        Evidence evidence =
                new Evidence(Key.of(BEST), burst, Pressure.NONE, Optional.of(CURVE), OptionalDouble.empty());
        assertThat(TtlTuner.tune(FAST, evidence, state, NOW).verdict())
                .as("the step law would lower it")
                .isInstanceOf(Hold.class);
    }

    @Test
    void thePlanIsACeiling() {
        Evidence evidence = new Evidence(
                Key.of(40),
                window(0.5, 6000),
                new Pressure(0.7, 0, OptionalInt.of(60)),
                Optional.of(CURVE),
                OptionalDouble.empty());
        Adjust adjust = (Adjust) TtlTuner.tune(FAST, evidence, settled(40), NOW).verdict();
        assertThat(adjust.to()).isEqualTo(60);
        assertThat(adjust.reason()).isEqualTo(Reason.MEMORY_PLAN);
    }

    @Test
    void whatThePlanHasRoomForIsTakenWhateverIsEvicted() {
        Pressure planned = new Pressure(0.95, 20, OptionalInt.of(80));
        assertThat(pressed(planned, CURVE.rate(60)).verdict()).isInstanceOfSatisfying(Adjust.class, adjust -> {
            assertThat(adjust.to()).isEqualTo(80);
            assertThat(adjust.reason()).isEqualTo(Reason.MEMORY_PLAN);
        });
        assertThat(pressed(new Pressure(0.95, 0.1, OptionalInt.of(600)), CURVE.rate(60))
                        .verdict()
                        .reason())
                .as("nothing is cut, and yet something is evicted")
                .isEqualTo(Reason.MEMORY_PRESSURE);
    }

    @Test
    void whoDoesNotBelieveTheCurveDoesNotBelieveThePlanMadeFromItEither() {
        Pressure planned = new Pressure(0.95, 20, OptionalInt.of(80));
        assertThat(pressed(planned, CURVE.rate(60) - 0.25).verdict())
                .isInstanceOfSatisfying(
                        Adjust.class, adjust -> assertThat(adjust.to()).isEqualTo(45));
    }

    private static Decision pressed(Pressure pressure, double measured) {
        Evidence evidence =
                new Evidence(Key.of(60), window(measured, 6000), pressure, Optional.of(CURVE), OptionalDouble.empty());
        return TtlTuner.tune(FAST, evidence, settled(60), NOW);
    }

    @Test
    void withoutACurveYetTheStepLawServesAutoAndNothingServesCurve() {
        HitCurve empty = HitCurve.of(
                new double[0],
                new double[0],
                new double[0],
                new double[0],
                new HitCurve.Feed(0, 1, Duration.ofMinutes(5), Duration.ZERO));
        assertThat(decide(100, empty, settled(100), 0.3).verdict().reason()).isEqualTo(Reason.BELOW_TARGET);
        ModePolicy curveOnly = new ModePolicy("fast", FAST.goal(), FAST.bounds(), FAST.initial(), Strategy.CURVE);
        Evidence evidence =
                new Evidence(Key.of(100), window(0.3, 6000), Pressure.NONE, Optional.of(empty), OptionalDouble.empty());
        assertThat(TtlTuner.tune(curveOnly, evidence, settled(100), NOW)
                        .verdict()
                        .reason())
                .isEqualTo(Reason.CURVE_INCOMPLETE);
    }

    private static Decision decide(int ttl, HitCurve curve, ModeState state) {
        return decide(ttl, curve, state, Math.min(1, curve.rate(ttl)));
    }

    private static Decision decide(int ttl, HitCurve curve, ModeState state, double measured) {
        Evidence evidence = new Evidence(
                Key.of(ttl), window(measured, 6000), Pressure.NONE, Optional.of(curve), OptionalDouble.empty());
        return TtlTuner.tune(FAST, evidence, state, NOW);
    }
}

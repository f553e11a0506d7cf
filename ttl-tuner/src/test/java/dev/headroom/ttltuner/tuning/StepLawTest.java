package dev.headroom.ttltuner.tuning;

import static dev.headroom.ttltuner.tuning.Given.BALANCED;
import static dev.headroom.ttltuner.tuning.Given.CREATIVE;
import static dev.headroom.ttltuner.tuning.Given.FAST;
import static dev.headroom.ttltuner.tuning.Given.NOW;
import static dev.headroom.ttltuner.tuning.Given.evidence;
import static dev.headroom.ttltuner.tuning.Given.settled;
import static dev.headroom.ttltuner.tuning.Given.verdict;
import static dev.headroom.ttltuner.tuning.Given.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.ttltuner.tuning.Evidence.Key;
import dev.headroom.ttltuner.tuning.Evidence.Pressure;
import dev.headroom.ttltuner.tuning.Verdict.Adjust;
import dev.headroom.ttltuner.tuning.Verdict.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The specification's 3.1 and 3.4, and the guards around it. */
class StepLawTest {
    private static final int MANY = 1_000_000;

    @ParameterizedTest
    @CsvSource({
        // hit rate, TTL, then
        "0.590, 200, 300, BELOW_TARGET",
        "0.599, 201, 301, BELOW_TARGET",
        "0.600, 200, 200, ON_TARGET",
        "0.750, 400, 400, ON_TARGET",
        "0.760, 400, 320, ABOVE_TARGET",
        "0.760, 301, 240, ABOVE_TARGET",
        "0.760, 300, 300, ON_TARGET",
        "0.999, 299, 299, ON_TARGET",
        "0.590, 500, 600, BELOW_TARGET",
        "0.590, 600, 600, AT_BOUND",
    })
    void fastKeepsItsTargetWithinTenMinutes(double rate, int ttl, int then, Reason reason) {
        assertThat(after(FAST, ttl, rate)).isEqualTo(then);
        assertThat(verdict(FAST, ttl, window(rate, MANY)).reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"0.10, 600, 900", "0.10, 900, 1200", "0.10, 1200, 1200", "0.80, 1200, 960"})
    void balancedKeepsItsTargetWithinTwentyMinutes(double rate, int ttl, int then) {
        assertThat(after(BALANCED, ttl, rate)).isEqualTo(then);
    }

    @ParameterizedTest
    @CsvSource({"0.01", "0.60", "0.99"})
    void creativeStaysAtThirtyMinutes(double rate) {
        assertThat(after(CREATIVE, 1800, rate)).isEqualTo(1800);
        assertThat(after(CREATIVE, 900, rate)).isEqualTo(1800);
    }

    @ParameterizedTest
    @CsvSource({
        // not enough lookups, not clear of 0.60, just clear of it, not clear of 0.75, clear of it
        "0.10, 99, FEW_LOOKUPS",
        "0.10, 100, BELOW_TARGET",
        "0.57, 500, UNCERTAIN",
        "0.55, 500, BELOW_TARGET",
        "0.78, 500, UNCERTAIN",
        "0.80, 500, ABOVE_TARGET",
        "0.00, 0, FEW_LOOKUPS",
    })
    void decidesOnlyOnEnoughEvidence(double rate, int lookups, Reason reason) {
        assertThat(verdict(FAST, 400, window(rate, lookups)).reason()).isEqualTo(reason);
    }

    @Test
    void aChangeIsLeftAloneUntilItHasActedForOneTtl() {
        ModeState state = ModeState.NEW.changed(NOW.minusSeconds(399), 200, 400);
        Verdict verdict = TtlTuner.tune(FAST, evidence(400, window(0.1, MANY)), state, NOW)
                .verdict();
        assertThat(verdict).isEqualTo(new Hold(Reason.SETTLING, "", NOW.plusSeconds(1)));
    }

    @Test
    void aWindowFromBeforeTheChangeHadSettledJudgesNothing() {
        ModeState state = ModeState.NEW.changed(NOW.minusSeconds(500), 200, 400);
        Verdict verdict = TtlTuner.tune(FAST, evidence(400, window(0.1, MANY)), state, NOW)
                .verdict();
        assertThat(verdict.reason()).isEqualTo(Reason.SETTLING);
        assertThat(((Hold) verdict).notBefore()).isEqualTo(NOW.plusSeconds(500));
    }

    @Test
    void missesThatDidNotExpireAreNotCuredByALongerTtl() {
        Reading.Window flat = new Reading.Window(
                NOW.minus(Duration.ofMinutes(10)), Duration.ofMinutes(10), 100, 900, OptionalDouble.of(3));
        assertThat(verdict(FAST, 200, flat).reason()).isEqualTo(Reason.MISSES_DO_NOT_EXPIRE);
        Reading.Window expiring = new Reading.Window(flat.since(), flat.length(), 100, 900, OptionalDouble.of(500));
        assertThat(verdict(FAST, 200, expiring).reason()).isEqualTo(Reason.BELOW_TARGET);
    }

    @Test
    void evictionsShortenTheTtlAndForbidARaiseForHalfAnHour() {
        Decision cut = pressed(new Pressure(0.5, 1.0, OptionalInt.empty()), settled(400), NOW);
        assertThat(cut.verdict()).isInstanceOfSatisfying(Adjust.class, adjust -> {
            assertThat(adjust.to()).isEqualTo(300);
            assertThat(adjust.reason()).isEqualTo(Reason.MEMORY_PRESSURE);
        });
        Decision later = pressed(Pressure.NONE, cut.next(), NOW.plus(Duration.ofMinutes(29)));
        assertThat(later.verdict().reason()).isEqualTo(Reason.MEMORY_PRESSURE);
        assertThat(later.verdict()).isInstanceOf(Hold.class);
        assertThat(pressed(Pressure.NONE, cut.next(), NOW.plus(Duration.ofMinutes(30)))
                        .verdict()
                        .reason())
                .isEqualTo(Reason.BELOW_TARGET);
    }

    @Test
    void aTrickleOfEvictionsOnlyForbidsARaise() {
        Decision decision = pressed(new Pressure(0.5, 0.01, OptionalInt.empty()), settled(400), NOW);
        assertThat(decision.verdict()).isInstanceOf(Hold.class);
        assertThat(decision.verdict().reason()).isEqualTo(Reason.MEMORY_PRESSURE);
    }

    @ParameterizedTest
    @CsvSource({"0.85, BELOW_TARGET", "0.86, MEMORY_PRESSURE"})
    void moreThan85PercentOfMemoryIsPressure(double used, Reason reason) {
        assertThat(pressed(new Pressure(used, 0, OptionalInt.empty()), settled(400), NOW)
                        .verdict()
                        .reason())
                .isEqualTo(reason);
    }

    @Test
    void aPinHoldsWhateverIsSet() {
        Key pinned = new Key(OptionalInt.of(5000), Optional.of(Instant.MAX));
        Evidence evidence =
                new Evidence(pinned, window(0.1, MANY), Pressure.NONE, Optional.empty(), OptionalDouble.empty());
        assertThat(TtlTuner.tune(FAST, evidence, settled(400), NOW).verdict())
                .isEqualTo(new Hold(Reason.PINNED, "", Instant.MAX));
    }

    @Test
    void whatAPersonSetHasToSettleToo() {
        Decision decision = TtlTuner.tune(FAST, evidence(100, window(0.1, MANY)), settled(400), NOW);
        assertThat(decision.verdict()).isEqualTo(new Hold(Reason.CHANGED_BY_OTHERS, "", NOW.plusSeconds(400)));
    }

    @Test
    void aTtlOutsideItsBoundsComesBack() {
        assertThat(after(FAST, 5000, 0.1)).isEqualTo(600);
        assertThat(after(FAST, 5, 0.1)).isEqualTo(30);
    }

    @Test
    void aMissingKeyIsWritten() {
        Evidence none = new Evidence(
                new Key(OptionalInt.empty(), Optional.empty()),
                window(0.1, MANY),
                Pressure.NONE,
                Optional.empty(),
                OptionalDouble.empty());
        assertThat(TtlTuner.tune(FAST, none, ModeState.NEW, NOW).verdict())
                .isEqualTo(new Adjust(0, 300, Reason.INITIAL, "", OptionalDouble.empty()));
    }

    @ParameterizedTest
    @CsvSource({"NO_DATA", "STALE", "NOT_A_NUMBER", "SOURCE_FAILED", "FIRST_SAMPLE", "REDIS_UNREACHABLE"})
    void withoutEvidenceTheTtlStaysAndTheReasonIsKept(Reason reason) {
        assertThat(verdict(FAST, 400, new Reading.Missing(reason, "because")))
                .isEqualTo(new Hold(reason, "because", Instant.MIN));
    }

    private static Decision pressed(Pressure pressure, ModeState state, Instant now) {
        Evidence evidence =
                new Evidence(Key.of(400), window(0.1, 6000), pressure, Optional.empty(), OptionalDouble.empty());
        return TtlTuner.tune(FAST, evidence, state, now);
    }

    private static int after(ModePolicy policy, int ttl, double rate) {
        Verdict verdict = verdict(policy, ttl, window(rate, MANY));
        return verdict instanceof Adjust adjust ? adjust.to() : ttl;
    }
}

package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.scaled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.decision.Timeline.Rollouts;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person scales once (spec 6): what binds the order, what does not, and what follows. */
class ManualScaleTest {

    private static Timeline day() {
        return Timeline.of(SpecPolicy.in(ZoneOffset.UTC)).replicas(5, 4, 2).at("10:00");
    }

    @Test
    void itActsOnceAndThePolicyGoesOnFromThere() {
        day().asks("app", 8)
                .then(scaled("app", 5, 8))
                .because("app", Source.Kind.MANUAL, "manual:ana")
                .at("10:01")
                .firing("AppHighCPU")
                .then(scaled("app", 8, 9));
    }

    @Test
    void itNeedsNoCooldownToEndAndStartsNone() {
        day().firing("AppHighCPU")
                .then(scaled("app", 5, 6))
                .at("10:01")
                .holds("app", Reason.COOLDOWN, "10:05")
                .asks("app", 8)
                .then(scaled("app", 6, 8))
                .at("10:02")
                .holds("app", Reason.COOLDOWN, "10:05");
    }

    @Test
    void noDownComesWithinTheLongestCooldownAfterAManualUp() {
        day().asks("app", 8)
                .then(scaled("app", 5, 8))
                .at("10:01")
                .firing("AppLowCPU")
                .holds("app", Reason.STABILIZATION, "10:05")
                .at("10:05")
                .then(scaled("app", 8, 7));
    }

    /** Of three one is there: to wake one is no order to give the others up. */
    @Test
    void toWakeOneAsksForNoFewerThanAreWanted() {
        ServiceState lacking = new ServiceState("app", 3, 2, ServiceState.Target.PLAIN, null, null);
        assertThat(new ManualScale("app", ManualScale.Ask.WAKE, 1, "ana", "a demo").count(lacking))
                .isEqualTo(3);
        assertThat(new ManualScale("app", ManualScale.Ask.WAKE, 4, "ana", "a demo").count(lacking))
                .isEqualTo(5);
    }

    @Test
    void aPersonNeedsNoNews() {
        day().restartedUnheard().at("10:30").asks("app", 8).then(scaled("app", 5, 8));
    }

    @Test
    void aPersonMayTryAfterThreeFailures() {
        day().upsFail()
                .firing("AppHighErrorRate")
                .at("10:05")
                .accountFor(5)
                .holds("app", Reason.INEFFECTIVE)
                .upsWork()
                .asks("app", 7)
                .then(scaled("app", 5, 7));
    }

    @Test
    void aPinThatKeepsFailingIsStoppedLikeAnySource() {
        day().upsFail()
                .order(Kind.PIN, "app", 8, "12:00")
                .at("10:10")
                .accountFor(3)
                .holds("app", Reason.INEFFECTIVE, "10:31:30");
    }

    @ParameterizedTest
    @CsvSource({"FREEZE, 0", "PIN, 5", "HOLD_UP, 0"})
    void anOverrideBindsIt(Kind kind, int count) {
        Timeline day = day().order(kind, "app", count, "11:00").asks("app", 8);
        day.holds("app", Reason.OVERRIDE, "11:00");
        assertThat(day.verdict("app", Guard.OVERRIDE).detail()).endsWith("by ana: load test");
    }

    @Test
    void aHoldOfTheOtherDirectionLetsItPass() {
        day().order(Kind.HOLD_DOWN, "app", 0, "11:00").asks("app", 8).then(scaled("app", 5, 8));
    }

    @Test
    void itWaitsForTheRolloutInFlight() {
        day().firing("LLMHighLatency")
                .then(scaled("worker-llm", 4, 5))
                .asks("worker-llm", 7)
                .holds("worker-llm", Reason.ROLLOUT, "10:00:30");
    }

    @Test
    void itTakesBackADownThatHasStoppedNothingYet() {
        day().rollouts(new Rollouts(Duration.ofSeconds(30), Duration.ofSeconds(60), true))
                .asks("app", 8)
                .then(scaled("app", 5, 8))
                .at("10:10")
                .asks("app", 6)
                .then(scaled("app", 8, 6))
                .at("10:10:20")
                .asks("app", 9)
                .then(scaled("app", 8, 9));
    }

    @Test
    void tooLittleGpuMemoryBindsIt() {
        day().firing("VRAMHeadroomLow").asks("worker-llm", 6).holds("worker-llm", Reason.VRAM, null);
    }

    @ParameterizedTest
    @CsvSource({"11, over the maximum of 10, ", "4, below the floor of 5 of window peak, 18:00"})
    void aCountBeyondTheLimitsIsRefusedAndNotCutDown(int count, String why, String until) {
        Timeline day = day().asks("app", count).holds("app", Reason.BOUNDS, until);
        assertThat(day.verdict("app", Guard.BOUNDS).detail()).isEqualTo(why);
    }

    @Test
    void aCountBetweenThePresentOneAndTheFloorIsBelowTheFloor() {
        Timeline day = Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                .replicas(5, 4, 2)
                .order(Kind.PIN, "app", 2, "23:00")
                .at("10:00")
                .accountFor(1)
                .asks("app", 3);
        assertThat(day.verdict("app", Guard.BOUNDS).detail()).isEqualTo("below the floor of 5 of window peak");
    }

    @Test
    void thePresentCountIsNoAction() {
        day().order(Kind.FREEZE, "app", 0, "11:00").asks("app", 5).holds("app", Reason.MANUAL, null);
    }

    @Test
    void anOverrideInForceIsToldAlsoWhileNothingIsWanted() {
        Timeline day = day().order(Kind.FREEZE, "app", 0, "11:00").holds("app", Reason.STEADY);
        assertThat(day.verdict("app", Guard.OVERRIDE).passed()).isTrue();
        assertThat(day.verdict("app", Guard.OVERRIDE).detail()).isEqualTo("freeze by ana: load test");
    }
}

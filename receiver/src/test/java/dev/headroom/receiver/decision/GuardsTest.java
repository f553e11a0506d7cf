package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.scaled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.decision.Timeline.Rollouts;
import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each guard: what it refuses, until when, and what it lets pass. */
class GuardsTest {

    @Nested
    class Overrides {

        @Test
        void aFreezeForbidsEverythingUntilItExpires() {
            day().at("10:00")
                    .order(Kind.FREEZE, "app", 0, "11:00")
                    .firing("AppHighCPU")
                    .holds("app", Reason.OVERRIDE, "11:00")
                    .at("10:59:59")
                    .holds("app", Reason.OVERRIDE, "11:00")
                    .at("11:00")
                    .then(scaled("app", 2, 3));
        }

        @Test
        void aFreezeForbidsTheScheduleToo() {
            Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                    .replicas(3, 3, 1)
                    .startingAt("2026-03-10T08:59:00Z")
                    .order(Kind.FREEZE, "app", 0, "09:30")
                    .at("09:00")
                    .then(scaled("worker-llm", 3, 4), scaled("worker-rl", 1, 2))
                    .holds("app", Reason.OVERRIDE, "09:30");
        }

        @Test
        void aFreezeOfOneServiceLeavesTheOthers() {
            day().at("10:00")
                    .order(Kind.FREEZE, "app", 0, "11:00")
                    .firing("AppHighErrorRate", "LLMHighLatency")
                    .then(scaled("worker-llm", 2, 3));
        }

        @Test
        void holdUpForbidsUpsAlone() {
            day().replicas("app", 5)
                    .at("10:00")
                    .order(Kind.HOLD_UP, "app", 0, "11:00")
                    .firing("AppHighCPU")
                    .holds("app", Reason.OVERRIDE, "11:00")
                    .onlyFiring("AppLowCPU")
                    .then(scaled("app", 5, 4));
        }

        @Test
        void holdDownForbidsDownsAlone() {
            day().replicas("app", 5)
                    .at("10:00")
                    .order(Kind.HOLD_DOWN, "app", 0, "11:00")
                    .firing("AppLowCPU")
                    .holds("app", Reason.OVERRIDE, "11:00")
                    .onlyFiring("AppHighCPU")
                    .then(scaled("app", 5, 6));
        }

        @Test
        void aPinGoesToItsCountAtOnceAndStaysThere() {
            day().replicas("app", 2)
                    .at("10:00")
                    .firing("AppHighCPU")
                    .then(scaled("app", 2, 3))
                    .at("10:01")
                    .order(Kind.PIN, "app", 7, "11:00")
                    .then(scaled("app", 3, 7))
                    .because("app", Source.Kind.OVERRIDE, "pin:ana")
                    .at("10:10")
                    .holds("app", Reason.OVERRIDE, "11:00")
                    .onlyFiring("AppLowCPU")
                    .holds("app", Reason.OVERRIDE)
                    .at("11:00")
                    .then(scaled("app", 7, 6));
        }

        @Test
        void aPinIsKeptWithinTheLimits() {
            day().at("10:00")
                    .order(Kind.PIN, "app", 40, "11:00")
                    .then(scaled("app", 2, 10))
                    .at("10:10")
                    .holds("app", Reason.BOUNDS, null);
        }

        @Test
        void aPinStandsBelowTheFloorOfTheSchedule() {
            Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                    .replicas(5, 4, 2)
                    .startingAt("2026-03-10T10:00:00Z")
                    .order(Kind.PIN, "app", 2, "11:00")
                    .then(scaled("app", 5, 2))
                    .at("10:30")
                    .holds("app", Reason.OVERRIDE, "11:00")
                    .at("11:00")
                    .then(scaled("app", 2, 5));
        }

        @Test
        void aPinWaitsForNoCooldownButForARollout() {
            day().at("10:00")
                    .firing("LLMHighLatency")
                    .then(scaled("worker-llm", 2, 3))
                    .at("10:00:10")
                    .order(Kind.PIN, "worker-llm", 2, "11:00")
                    .holds("worker-llm", Reason.ROLLOUT, "10:00:30")
                    .at("10:00:30")
                    .then(scaled("worker-llm", 3, 2));
        }

        @Test
        void aPinFindsNoRoomWhereVramIsLow() {
            day().at("10:00")
                    .firing("VRAMHeadroomLow")
                    .order(Kind.PIN, "worker-llm", 4, "11:00")
                    .holds("worker-llm", Reason.VRAM, null);
        }
    }

    @Nested
    class News {

        @Test
        void fiveMinutesOfSilenceAreBlindness() {
            day().replicas("worker-llm", 5)
                    .at("10:00")
                    .firing("AppHighCPU", "LLMQueueDrained")
                    .then(scaled("app", 2, 3), scaled("worker-llm", 5, 4))
                    .silence()
                    .at("10:05")
                    .then(scaled("app", 3, 4))
                    .at("10:05:01")
                    .holds("app", Reason.EVIDENCE, null)
                    .at("10:30")
                    .holds("app", Reason.EVIDENCE, null)
                    .holds("worker-llm", Reason.EVIDENCE, null)
                    .heardAgain()
                    .at("10:30:10")
                    .then(scaled("app", 4, 5), scaled("worker-llm", 4, 3));
        }

        @Test
        void theScheduleRaisesWhileBlind() {
            Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                    .replicas(3, 3, 1)
                    .startingAt("2026-03-10T08:00:00Z")
                    .silence()
                    .at("09:00")
                    .then(scaled("app", 3, 5), scaled("worker-llm", 3, 4), scaled("worker-rl", 1, 2));
        }

        @Test
        void offPeakLowersNothingWhileBlind() {
            Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                    .replicas(3, 3, 2)
                    .startingAt("2026-03-10T00:30:00Z")
                    .silence()
                    .at("01:30")
                    .holds("app", Reason.EVIDENCE, null)
                    .holds("worker-rl", Reason.EVIDENCE, null);
        }

        @Test
        void nothingGoesDownBeforeTheFirstNewsAfterAStart() {
            day().replicas("app", 5)
                    .startingAt("2026-03-10T10:00:00Z")
                    .restartedUnheard()
                    .firing("AppLowCPU")
                    .at("10:01")
                    .holds("app", Reason.EVIDENCE, null)
                    .heardAgain()
                    .at("10:02")
                    .then(scaled("app", 5, 4));
        }

        @Test
        void whatWasFiringBeforeAStartStillScalesUp() {
            day().startingAt("2026-03-10T10:00:00Z")
                    .restartedUnheard()
                    .firing("LLMQueueBuildup")
                    .then(scaled("worker-llm", 2, 3))
                    .at("10:05:01")
                    .holds("worker-llm", Reason.EVIDENCE, null);
        }
    }

    @Nested
    class InFlight {

        @Test
        void nothingElseHappensUntilTheRolloutEnds() {
            day().rollouts(new Rollouts(Duration.ofMinutes(2), Duration.ZERO, true))
                    .at("10:00")
                    .firing("AppHighCPU", "AppRequestQueueBuildup", "AppHighErrorRate")
                    .then(scaled("app", 2, 3))
                    .at("10:01:59")
                    .holds("app", Reason.ROLLOUT, "10:02")
                    .at("10:02")
                    .then(scaled("app", 3, 4));
        }

        @Test
        void theLastGuardToGiveWayTellsUntilWhen() {
            day().at("10:00")
                    .firing("AppHighCPU")
                    .then(scaled("app", 2, 3))
                    .at("10:00:10")
                    .holds("app", Reason.ROLLOUT, "10:05");
        }

        @Test
        void anUpTakesBackADownThatHasStoppedNothing() {
            Timeline day = day().replicas("app", 5)
                    .rollouts(new Rollouts(Duration.ofSeconds(30), Duration.ofMinutes(1), true))
                    .at("10:00")
                    .firing("AppLowCPU")
                    .then(scaled("app", 5, 4))
                    .at("10:00:50")
                    .firing("AppRequestQueueBuildup")
                    .then(scaled("app", 5, 6));
            assertThat(day.actions()).extracting(Action::result).startsWith(Action.Result.CANCELLED);
        }

        @Test
        void anUpOfTheSameTriggerTakesItsOwnDownBack() {
            day().replicas("app", 5)
                    .rollouts(new Rollouts(Duration.ofSeconds(30), Duration.ofMinutes(1), true))
                    .at("10:00")
                    .firing("AppLowCPU")
                    .then(scaled("app", 5, 4))
                    .at("10:00:50")
                    .onlyFiring("AppHighCPU")
                    .then(scaled("app", 5, 6))
                    .at("10:02")
                    .holds("app", Reason.COOLDOWN, "10:05:50");
        }

        @Test
        void aDownThatHasStoppedSomethingIsNotTakenBack() {
            day().replicas("app", 5)
                    .rollouts(new Rollouts(Duration.ofSeconds(30), Duration.ofMinutes(1), true))
                    .at("10:00")
                    .firing("AppLowCPU")
                    .then(scaled("app", 5, 4))
                    .at("10:01")
                    .onlyFiring("AppRequestQueueBuildup")
                    .holds("app", Reason.ROLLOUT, "10:01:30")
                    .at("10:01:30")
                    .then(scaled("app", 4, 5));
        }

        @Test
        void aDownNeverTakesAnythingBack() {
            day().replicas("app", 5)
                    .rollouts(new Rollouts(Duration.ofSeconds(30), Duration.ofMinutes(1), true))
                    .at("10:00")
                    .firing("AppLowCPU")
                    .then(scaled("app", 5, 4))
                    .at("10:00:30")
                    .firing("AppLowMemory")
                    .holds("app", Reason.ROLLOUT);
        }
    }

    @Nested
    class Pace {

        @Test
        void noCooldownOutlivesItsLengthWhenTheClockIsSetBack() {
            day().at("10:00")
                    .firing("AppHighCPU")
                    .then(scaled("app", 2, 3))
                    .at("10:01")
                    .clockSetBack(Duration.ofSeconds(90))
                    .holds("app", Reason.COOLDOWN, "10:04:30")
                    .at("10:00")
                    .holds("app", Reason.COOLDOWN, "10:05");
        }

        @Test
        void actionsKeepTheirOrderWhenTheClockIsSetBack() {
            Action up = action("z", "2026-03-10T10:00:00Z", 2, 3);
            Action down = action("a", "2026-03-10T10:01:00Z", 3, 2);
            Ledger ledger = Ledger.at(up.at().minusSeconds(60), List.of(down, up));
            assertThat(ledger.of("app")).extracting(Action::id).containsExactly("z", "a");
        }

        @Test
        void noDownWithinTheLongestCooldownAfterAnUp() {
            day().at("10:00")
                    .firing("RLTrainingQueueBuildup")
                    .then(scaled("worker-rl", 1, 2))
                    .at("10:05")
                    .onlyFiring("RLShortEpisodes")
                    .holds("worker-rl", Reason.STABILIZATION, "10:20")
                    .at("10:19:59")
                    .holds("worker-rl", Reason.STABILIZATION, "10:20")
                    .at("10:20")
                    .then(scaled("worker-rl", 2, 1));
        }

        @Test
        void anUpNeedsNoStabilization() {
            day().replicas("app", 5)
                    .at("10:00")
                    .firing("AppLowCPU")
                    .then(scaled("app", 5, 4))
                    .at("10:01")
                    .onlyFiring("AppHighMemory")
                    .then(scaled("app", 4, 5));
        }

        /** Down at 10:00, up at 10:01, and so on: each time the next down waits twice as long. */
        @Test
        void eachDownSoonFollowedByAnUpDoublesTheCooldownUpToEightfold() {
            Timeline day = day().replicas("app", 9).at("10:00");
            flap(day, 9);
            day.at("10:09:59").holds("app", Reason.FLAP_DAMPING, "10:10").at("10:10");
            flap(day, 9);
            day.at("10:29:59").holds("app", Reason.FLAP_DAMPING, "10:30").at("10:30");
            flap(day, 9);
            day.at("11:09:59").holds("app", Reason.FLAP_DAMPING, "11:10").at("11:10");
            flap(day, 9);
            day.at("11:49:59").holds("app", Reason.FLAP_DAMPING, "11:50").at("11:50");
            day.then(scaled("app", 9, 8));
        }

        @Test
        void sixQuietCooldownsAfterTheDampingResetIt() {
            Timeline day = day().replicas("app", 9).at("10:00");
            flap(day, 9);
            day.resolved("AppLowCPU").at("10:40");
            flap(day, 9);
            day.at("10:49:59").holds("app", Reason.FLAP_DAMPING, "10:50");
        }

        @Test
        void oneMinuteLessThanSixQuietCooldownsIsNotEnough() {
            Timeline day = day().replicas("app", 9).at("10:00");
            flap(day, 9);
            day.resolved("AppLowCPU").at("10:39");
            flap(day, 9);
            day.at("10:58:59").holds("app", Reason.FLAP_DAMPING, "10:59");
        }

        @Test
        void anUpAfterMoreThanTwoCooldownsIsNoFlap() {
            day().replicas("app", 9)
                    .at("10:00")
                    .firing("AppLowCPU")
                    .then(scaled("app", 9, 8))
                    .resolved("AppLowCPU")
                    .at("10:10:01")
                    .firing("AppHighLatency")
                    .then(scaled("app", 8, 9))
                    .onlyFiring("AppLowCPU")
                    .at("10:15")
                    .holds("app", Reason.STABILIZATION, "10:15:01");
        }

        @Test
        void dampingHoldsNoUp() {
            Timeline day = day().replicas("app", 9).at("10:00");
            flap(day, 9);
            day.at("10:06").onlyFiring("AppHighCPU").then(scaled("app", 9, 10));
        }

        private void flap(Timeline day, int from) {
            day.onlyFiring("AppLowCPU").then(scaled("app", from, from - 1));
            day.after(Duration.ofMinutes(1)).onlyFiring("AppHighMemory").then(scaled("app", from - 1, from));
            day.onlyFiring("AppLowCPU");
        }

        @Test
        void twelveActionsAnHourAreTheMost() {
            Timeline day = Timeline.of(only(new ReplicaLimits(1, 20, 1, 1)))
                    .at("10:00")
                    .firing("AppHighErrorRate")
                    .at("10:10");
            assertThat(day.replicas("app")).isEqualTo(13);
            assertThat(day.verdict("app", Guard.RATE).detail()).isEqualTo("12 of 12 actions in the last hour");
            day.accountFor(12).holds("app", Reason.RATE, "11:00").at("10:59:59").holds("app", Reason.RATE, "11:00");
            day.at("11:00").then(scaled("app", 13, 14)).at("11:00:29").holds("app", Reason.ROLLOUT, "11:00:30");
        }

        @Test
        void theThirdFailureInARowStopsUpsForHalfAnHour() {
            day().upsFail()
                    .at("10:00")
                    .firing("AppHighErrorRate")
                    .then(scaled("app", 2, 3))
                    .at("10:00:30")
                    .then(scaled("app", 2, 3))
                    .at("10:01")
                    .then(scaled("app", 2, 3))
                    .at("10:01:30")
                    .holds("app", Reason.INEFFECTIVE, "10:31:30")
                    .at("10:31:29")
                    .holds("app", Reason.INEFFECTIVE, "10:31:30")
                    .at("10:31:30")
                    .then(scaled("app", 2, 3))
                    .at("10:32")
                    .holds("app", Reason.INEFFECTIVE, "11:02");
        }

        @Test
        void anUpThatWorkedStartsTheCountAgain() {
            day().upsFail()
                    .at("10:00")
                    .firing("AppHighErrorRate")
                    .then(scaled("app", 2, 3))
                    .at("10:00:30")
                    .then(scaled("app", 2, 3))
                    .upsWork()
                    .at("10:01")
                    .then(scaled("app", 2, 3))
                    .upsFail()
                    .at("10:01:30")
                    .then(scaled("app", 3, 4))
                    .at("10:02")
                    .then(scaled("app", 3, 4))
                    .at("10:02:30")
                    .then(scaled("app", 3, 4))
                    .at("10:03")
                    .holds("app", Reason.INEFFECTIVE, "10:33");
        }

        @Test
        void aPersonMayTryAfterFailures() {
            day().upsFail()
                    .at("10:00")
                    .firing("AppHighErrorRate")
                    .then(scaled("app", 2, 3))
                    .at("10:00:30")
                    .then(scaled("app", 2, 3))
                    .at("10:01")
                    .then(scaled("app", 2, 3))
                    .at("10:02")
                    .holds("app", Reason.INEFFECTIVE)
                    .upsWork()
                    .order(Kind.PIN, "app", 4, "10:03")
                    .then(scaled("app", 2, 4))
                    .at("10:03")
                    .then(scaled("app", 4, 5));
        }

        @Test
        void failedUpsHoldNoDown() {
            day().replicas("app", 5)
                    .upsFail()
                    .at("10:00")
                    .firing("AppHighErrorRate")
                    .then(scaled("app", 5, 6))
                    .at("10:00:30")
                    .then(scaled("app", 5, 6))
                    .at("10:01")
                    .then(scaled("app", 5, 6))
                    .at("10:10")
                    .holds("app", Reason.INEFFECTIVE)
                    .onlyFiring("AppLowCPU")
                    .then(scaled("app", 5, 4));
        }
    }

    @Nested
    class RoomOnGpus {

        @Test
        void theGateIsAskedForTheCountToReach() {
            Timeline day = day().vram(wish -> new Room(
                            wish.to() <= 3, wish.to() + " of " + wish.service().name() + " fit", List.of()))
                    .at("10:00")
                    .firing("LLMQueueBuildup")
                    .then(scaled("worker-llm", 2, 3))
                    .at("10:10")
                    .holds("worker-llm", Reason.VRAM, null);
            assertThat(day.verdict("worker-llm", Guard.VRAM).detail()).isEqualTo("4 of worker-llm fit");
        }

        @Test
        void theGateIsNotAskedForServicesWithoutAGpu() {
            day().vram(wish -> new Room(false, "full", List.of()))
                    .at("10:00")
                    .firing("AppHighCPU", "RLLongEpisodes")
                    .then(scaled("app", 2, 3), scaled("worker-rl", 1, 2));
        }

        @Test
        void theGateIsNotAskedForDowns() {
            day().replicas("worker-llm", 4)
                    .vram(wish -> new Room(false, "full", List.of()))
                    .at("10:00")
                    .firing("LLMQueueDrained")
                    .then(scaled("worker-llm", 4, 3));
        }

        @Test
        void everyGuardGivesItsVerdictAlsoAfterTheFirstRefusal() {
            Timeline day = day().replicas("worker-llm", 8)
                    .at("10:00")
                    .order(Kind.FREEZE, "worker-llm", 0, "11:00")
                    .firing("VRAMHeadroomLow", "LLMQueueBuildup");
            List<Verdict> verdicts = day.decision("worker-llm").verdicts();
            assertThat(verdicts).extracting(Verdict::guard).containsExactly(Guard.values());
            assertThat(verdicts)
                    .filteredOn(Verdict::refused)
                    .extracting(Verdict::guard)
                    .containsExactly(Guard.OVERRIDE, Guard.VRAM, Guard.BOUNDS);
            day.holds("worker-llm", Reason.OVERRIDE, null);
        }
    }

    @Nested
    class ToACount {

        @Test
        void anAlertMayNameTheCount() {
            day().at("10:00")
                    .firing(wants("6"))
                    .then(scaled("app", 2, 6))
                    .at("10:04:59")
                    .firing(wants("4"))
                    .holds("app", Reason.COOLDOWN, "10:05")
                    .at("10:05")
                    .then(scaled("app", 6, 4))
                    .at("10:20")
                    .holds("app", Reason.STEADY, null);
        }

        @Test
        void theCountIsKeptWithinTheLimits() {
            day().replicas("app", 5)
                    .at("10:00")
                    .firing(wants("999999"))
                    .then(scaled("app", 5, 10))
                    .at("10:10")
                    .firing(wants("0"))
                    .then(scaled("app", 10, 2));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "3.5", "-4", "+4", "1e1", "0x5", "4 ", "٤", "1000000", "99999999999", "four"})
        void anythingButAWholeNumberIsRefused(String text) {
            day().replicas("app", 5).at("10:00").firing(wants(text)).holds("app", Reason.STEADY, null);
        }

        @Test
        void aMissingCountIsRefused() {
            Alert alert =
                    SpecPolicy.alert("AppWants", Map.of("service", "app", "trigger", "cpu", "scale", "to"), Map.of());
            day().at("10:00").firing(alert).holds("app", Reason.STEADY, null);
        }

        @Test
        void anUpOnlyTriggerNamesNoLowerCount() {
            Alert fewer = SpecPolicy.alert(
                    "AppWants",
                    Map.of("service", "app", "trigger", "error_rate", "scale", "to"),
                    Map.of("replicas", "3"));
            day().replicas("app", 5).at("10:00").firing(fewer).holds("app", Reason.STEADY, null);
        }

        private Alert wants(String replicas) {
            return SpecPolicy.alert(
                    "AppWants",
                    Map.of("service", "app", "trigger", "cpu", "scale", "to"),
                    Map.of("replicas", replicas));
        }
    }

    @Nested
    class AllMustAgree {

        private final ScalingPolicy policy = SpecPolicy.policy(
                List.of(), Schedule.none(ZoneOffset.UTC), SpecPolicy.with(SpecPolicy.APP, ScaleDownWhen.ALL));

        @Test
        void oneLowTriggerIsNotEnough() {
            Timeline.of(policy)
                    .replicas("app", 5)
                    .at("10:00")
                    .firing("AppLowCPU", "AppLowMemory", "AppRequestQueueDrained")
                    .holds("app", Reason.STEADY, null)
                    .firing("AppLowLatency")
                    .then(scaled("app", 5, 4));
        }

        @Test
        void oneHighTriggerIsEnough() {
            Timeline.of(policy).at("10:00").firing("AppHighCPU").then(scaled("app", 2, 3));
        }
    }

    private static Timeline day() {
        return Timeline.of(SpecPolicy.triggersOnly());
    }

    private static ScalingPolicy only(ReplicaLimits limits) {
        Trigger errors = new Trigger("error_rate", Duration.ZERO, true);
        ServicePolicy app = SpecPolicy.service("app", limits, GpuNeeds.NONE, errors);
        return SpecPolicy.policy(List.of(), Schedule.none(ZoneOffset.UTC), app);
    }

    private static Action action(String id, String at, int from, int to) {
        Instant when = Instant.parse(at);
        return new Action(id, "app", when, Source.trigger("cpu"), Set.of(), from, to, Action.Result.DONE, when);
    }
}

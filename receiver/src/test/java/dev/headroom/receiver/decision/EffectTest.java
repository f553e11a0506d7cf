package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.day;
import static dev.headroom.receiver.decision.Timeline.scaled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.policy.Benefit;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether more helps: what becomes of ups that lower nothing, that lower slowly, and of alerts that come again. */
class EffectTest {

    private static final String LLM = "worker-llm";

    /** The work itself takes longer than the threshold: no count of replicas ends that alert. */
    @Test
    void whatTwoHealthyUpsDidNotHelpAsksNoFurther() {
        walkedInVain().at("10:20").holds(LLM, Reason.EFFECT).at("23:00").holds(LLM, Reason.EFFECT);
    }

    @Test
    void itSaysWhyAndUntilWhen() {
        Decision decision = walkedInVain().at("10:20").decision(LLM);
        Explanation told = Explanation.of(decision, Instant.parse("2026-03-10T10:20:00Z"));
        assertThat(Sentence.of(told, ZoneOffset.UTC))
                .isEqualTo(
                        "worker-llm stays at 4: LLMHighLatency wants 5; two ups became healthy and its alert fires on,"
                                + " while no alert says that the service is loaded; it is believed again once that has ended, or"
                                + " load is seen");
    }

    /** Its hold over downs ends with its belief, and a down that is done says so. */
    @Test
    void whatDoesNotHelpHoldsNoDown() {
        Timeline day = walkedInVain().at("10:30").firing("LLMLowGPUUtilization").then(scaled(LLM, 4, 3));
        assertThat(day.verdict(LLM, Guard.EFFECT))
                .isEqualTo(Verdict.pass(
                        Guard.EFFECT,
                        "latency_p95 does not hold it: two ups became healthy and its alert fires on, while no alert says"
                                + " that the service is loaded"));
        day.at("10:40").then(scaled(LLM, 3, 2)).at("23:00").thenNothing();
    }

    /** Until then it holds them, as every wish does. */
    @Test
    void whatMayStillHelpHoldsDowns() {
        day().at("10:00")
                .firing("LLMHighLatency", "LLMLowGPUUtilization")
                .then(scaled(LLM, 2, 3))
                .at("10:09")
                .thenNothing()
                .at("10:10")
                .then(scaled(LLM, 3, 4));
    }

    /** A backlog that takes three ups to go, while the queue says so. */
    @Test
    void whatHelpsSlowlyIsBelievedWhileLoadIsSeen() {
        day().at("10:00")
                .firing("LLMHighLatency", "LLMQueueBuildup")
                .at("10:30")
                .accountFor(6)
                .holds(LLM, Reason.BOUNDS);
    }

    /** The queue comes and goes: ups that came before it was seen last tell nothing. */
    @Test
    void loadThatIsSeenEndsTheDoubt() {
        walkedInVain()
                .at("10:20")
                .holds(LLM, Reason.EFFECT)
                .at("10:30")
                .firing("LLMHighGPUUtilization")
                .accountFor(1)
                .at("10:30:20")
                .resolved("LLMHighGPUUtilization")
                .at("10:30:30")
                .then(scaled(LLM, 5, 6))
                .at("10:40:30")
                .then(scaled(LLM, 6, 7))
                .at("10:50:30")
                .holds(LLM, Reason.EFFECT);
    }

    @Test
    void anAlertThatEndedOnceIsBelievedAgain() {
        walkedInVain()
                .at("11:00")
                .holds(LLM, Reason.EFFECT)
                .resolved("LLMHighLatency")
                .at("11:10")
                .firing("LLMHighLatency")
                .then(scaled(LLM, 4, 5));
    }

    /** Its end and its return may both come between two evaluations. */
    @Test
    void anAlertWithAnotherStartHasEndedOnce() {
        walkedInVain()
                .at("11:00")
                .holds(LLM, Reason.EFFECT)
                .firingAnew("LLMHighLatency")
                .then(scaled(LLM, 4, 5));
    }

    @Test
    void whereThereWasNoRoomForAnHourNothingIsHeldAnyMore() {
        day().replicas(LLM, 8)
                .at("10:00")
                .firing("LLMHighLatency", "LLMLowGPUUtilization")
                .at("10:59:50")
                .holds(LLM, Reason.BOUNDS)
                .at("11:00")
                .then(scaled(LLM, 8, 7))
                .at("11:10")
                .then(scaled(LLM, 7, 6));
    }

    /** A person, not want of room, kept it from trying. */
    @Test
    void whatSomebodyForbadeForAnHourWasNotTried() {
        day().at("10:00")
                .order(Kind.HOLD_UP, LLM, 0, "12:00")
                .firing("LLMHighLatency")
                .at("11:59")
                .holds(LLM, Reason.OVERRIDE, "12:00")
                .at("12:00")
                .then(scaled(LLM, 2, 3));
    }

    /** While Headroom is blind, nobody knows what would be there. */
    @Test
    void nothingIsConcludedWhileBlind() {
        day().replicas(LLM, 8)
                .at("10:00")
                .firing("LLMHighLatency", "LLMLowGPUUtilization")
                .at("10:10")
                .silence()
                .at("11:30")
                .holds(LLM, Reason.EVIDENCE)
                .heardAgain()
                .at("12:29")
                .holds(LLM, Reason.BOUNDS)
                .at("12:31")
                .then(scaled(LLM, 8, 7));
    }

    /** What was found before a restart is not forgotten before all is heard again. */
    @Test
    void whatWasFoundStandsWhileBlind() {
        walkedInVain()
                .at("10:20")
                .silence()
                .at("11:00")
                .heardAgain()
                .at("11:10")
                .holds(LLM, Reason.EFFECT);
    }

    /** The exporter of the queue is gone: its alert cannot tell of the load that is there. */
    @Test
    void nothingIsConcludedWhileSignalsAreMissing() {
        day().at("10:00")
                .firing(SpecPolicy.alert("LLMSignalsMissing", Map.of("service", LLM, "gate", "signals"), Map.of()))
                .firing("LLMHighLatency")
                .then(scaled(LLM, 2, 3))
                .at("10:10")
                .then(scaled(LLM, 3, 4))
                .at("10:20")
                .then(scaled(LLM, 4, 5))
                .resolved("LLMSignalsMissing")
                .at("10:30")
                .then(scaled(LLM, 5, 6))
                .at("10:40")
                .holds(LLM, Reason.EFFECT);
    }

    @Test
    void upsThatDidNotBecomeHealthyTellNothing() {
        day().upsFail()
                .at("10:00")
                .firing("LLMHighLatency")
                .accountFor(1)
                .at("10:10")
                .accountFor(1)
                .upsWork()
                .at("10:20")
                .accountFor(1)
                .at("10:30")
                .accountFor(1)
                .at("10:40")
                .holds(LLM, Reason.EFFECT);
    }

    /** Whoever asked for them: replicas are replicas. */
    @Test
    void upsOfOthersCount() {
        day().at("10:00")
                .firing("LLMHighLatency")
                .then(scaled(LLM, 2, 3))
                .at("10:05")
                .asks(LLM, 5)
                .then(scaled(LLM, 3, 5))
                .at("10:10")
                .holds(LLM, Reason.EFFECT);
    }

    @Test
    void aRowOfTheMatrixIsJudgedByItsAlerts() {
        Timeline.of(SpecPolicy.withoutSchedule())
                .at("10:00")
                .firing("AppHighErrorRate")
                .then(scaled("app", 2, 3), scaled(LLM, 2, 3))
                .at("10:30")
                .then(scaled("app", 3, 4), scaled(LLM, 3, 4))
                .at("12:00")
                .holds(LLM, Reason.EFFECT)
                .holds("app", Reason.EFFECT);
    }

    @Test
    void aRowThatLoadMadeTrueIsBelieved() {
        Timeline.of(SpecPolicy.withoutSchedule())
                .at("10:00")
                .firing("AppHighCPU", "AppHighLatency")
                .accountFor(2)
                .at("11:00")
                .accountFor(12);
    }

    @Test
    void whatIsAssumedToHelpIsNotJudged() {
        Timeline.of(withLatency(Benefit.ASSUMED))
                .at("10:00")
                .firing("LLMHighLatency")
                .at("11:00")
                .accountFor(6)
                .holds(LLM, Reason.BOUNDS);
    }

    /** Whoever says so meanwhile need not wait until all is heard again. */
    @Test
    void whatIsAssumedToHelpFromNowOnIsBelievedAtOnce() {
        Timeline.of(withLatency(Benefit.JUDGED))
                .at("10:00")
                .firing("LLMHighLatency")
                .at("10:20")
                .accountFor(2)
                .firing(SpecPolicy.alert("LLMSignalsMissing", Map.of("service", LLM, "gate", "signals"), Map.of()))
                .at("10:30")
                .holds(LLM, Reason.EFFECT)
                .reloaded(withLatency(Benefit.ASSUMED))
                .at("10:30:10")
                .accountFor(1);
    }

    /** Where no trigger would say that the service is loaded, silence says nothing. */
    @Test
    void withoutATriggerThatTellsOfLoadNothingIsJudged() {
        Trigger latency = new Trigger("latency_p95", Duration.ofMinutes(10), false, Benefit.of("latency_p95"));
        Timeline.of(with(Map.of("latency_p95", latency)))
                .at("10:00")
                .firing("LLMHighLatency")
                .at("11:00")
                .accountFor(6)
                .holds(LLM, Reason.BOUNDS);
    }

    @Test
    void theNameTellsWhatMoreReplicasDo() {
        assertThat(List.of("request_queue", "gpu_utilization", "cpu", "demand", "requests_per_replica"))
                .allMatch(name -> Benefit.of(name) == Benefit.LOAD);
        assertThat(List.of(
                        "latency_p95", "episode_duration", "memory", "vram_usage", "error_rate", "task_failure_rate"))
                .allMatch(name -> Benefit.of(name) == Benefit.JUDGED);
    }

    private static Timeline walkedInVain() {
        return day().at("10:00")
                .firing("LLMHighLatency")
                .then(scaled(LLM, 2, 3))
                .at("10:10")
                .then(scaled(LLM, 3, 4));
    }

    private static ScalingPolicy withLatency(Benefit benefit) {
        Map<String, Trigger> triggers = new HashMap<>(SpecPolicy.WORKER_LLM.triggers());
        triggers.put("latency_p95", new Trigger("latency_p95", Duration.ofMinutes(10), false, benefit));
        return with(triggers);
    }

    private static ScalingPolicy with(Map<String, Trigger> triggers) {
        ServicePolicy service = SpecPolicy.WORKER_LLM.with(triggers);
        return SpecPolicy.policy(List.of(), Schedule.none(ZoneOffset.UTC), service);
    }
}

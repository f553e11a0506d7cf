package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Source.Kind.MATRIX;
import static dev.headroom.receiver.decision.Timeline.scaled;

import dev.headroom.receiver.schedule.Schedule;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of table 4.1, alone and against the others. */
class SpecMatrixTest {

    @ParameterizedTest
    @CsvSource({
        "AppHighCPU, AppHighLatency",
        "AppHighCPU, LLMHighLatency",
        "AppRequestQueueBuildup, AppHighLatency",
        "AppRequestQueueBuildup, LLMHighLatency",
    })
    void highTrafficAndHighLatencyScaleAppAndLlmUp(String traffic, String latency) {
        day().at("10:00")
                .firing(traffic, latency)
                .then(scaled("app", 2, 3), scaled("worker-llm", 2, 3))
                .because("app", MATRIX, "high-traffic-and-high-latency")
                .because("worker-llm", MATRIX, "high-traffic-and-high-latency")
                .holds("worker-rl", Reason.STEADY, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AppHighCPU", "AppRequestQueueBuildup", "AppHighLatency"})
    void highTrafficOrHighLatencyAloneLeavesLlmAsItIs(String alert) {
        day().at("10:00").firing(alert).then(scaled("app", 2, 3)).at("10:02").holds("worker-llm", Reason.STEADY, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LLMQueueBuildup", "RLTrainingQueueBuildup"})
    void queueBuildupScalesBothWorkersUp(String alert) {
        day().at("10:00")
                .firing(alert)
                .then(scaled("worker-llm", 2, 3), scaled("worker-rl", 1, 2))
                .because("worker-llm", MATRIX, "queue-buildup")
                .because("worker-rl", MATRIX, "queue-buildup")
                .holds("app", Reason.STEADY, null);
    }

    @Test
    void aRuleStartsTheCooldownsOfTheTriggersThatMadeItTrue() {
        day().at("10:00")
                .firing("LLMQueueBuildup")
                .then(scaled("worker-llm", 2, 3), scaled("worker-rl", 1, 2))
                .at("10:01")
                .holds("worker-llm", Reason.COOLDOWN, "10:10")
                .holds("worker-rl", Reason.COOLDOWN, "10:05")
                .at("10:05")
                .then(scaled("worker-rl", 2, 3))
                .at("10:09:59")
                .holds("worker-llm", Reason.COOLDOWN, "10:10")
                .at("10:10")
                .then(scaled("worker-llm", 3, 4), scaled("worker-rl", 3, 4));
    }

    @Test
    void lowUtilizationOfAllScalesAllDown() {
        day().replicas(10, 8, 4)
                .at("10:00")
                .firing("AppLowCPU", "LLMLowGPUUtilization", "RLLowGPUUtilization")
                .then(scaled("app", 10, 9), scaled("worker-llm", 8, 7), scaled("worker-rl", 4, 3));
    }

    @Test
    void lowUtilizationActsAsARuleWhereNoTriggerOfTheServiceIsLow() {
        Timeline.of(SpecPolicy.policy(
                        SpecPolicy.MATRIX,
                        Schedule.none(ZoneOffset.UTC),
                        SpecPolicy.service("app", SpecPolicy.APP.replicas(), SpecPolicy.APP.gpu())))
                .replicas("app", 5)
                .at("10:00")
                .firing("AppLowCPU", "LLMLowGPUUtilization")
                .at("10:10")
                .holds("app", Reason.STEADY, null)
                .firing("RLLowGPUUtilization")
                .then(scaled("app", 5, 4))
                .because("app", MATRIX, "low-utilization")
                .at("10:14:59")
                .holds("app", Reason.COOLDOWN, "10:15")
                .at("10:15")
                .then(scaled("app", 4, 3));
    }

    @Test
    void lowVramVetoesEveryUpOfTheWorkersAndNoOther() {
        day().at("10:00")
                .firing(
                        "VRAMHeadroomLow",
                        "AppHighCPU",
                        "AppHighLatency",
                        "AppHighErrorRate",
                        "LLMQueueBuildup",
                        "LLMHighTaskFailureRate",
                        "RLTrainingQueueBuildup",
                        "RLLongEpisodes")
                .then(scaled("app", 2, 3))
                .because("app", MATRIX, "error-rate-spike")
                .holds("worker-llm", Reason.VRAM, null)
                .holds("worker-rl", Reason.MATRIX, null);
    }

    @ParameterizedTest
    @CsvSource({
        "AppHighCPU, LLMHighLatency, high-traffic-and-high-latency",
        "AppHighErrorRate, LLMHighTaskFailureRate, error-rate-spike"
    })
    void lowVramVetoesAnEqualPriority(String one, String other, String rule) {
        Timeline day = day().at("10:00").firing("VRAMHeadroomLow", one, other);
        day.then(scaled("app", 2, 3)).because("app", MATRIX, rule).holds("worker-llm", Reason.VRAM, null);
    }

    @Test
    void lowVramLetsWorkersGoDown() {
        day().replicas(2, 4, 2)
                .at("10:00")
                .firing("VRAMHeadroomLow", "LLMQueueDrained", "RLTrainingQueueDrained")
                .then(scaled("worker-llm", 4, 3), scaled("worker-rl", 2, 1));
    }

    @Test
    void upsGoOnWhenVramIsFreeAgain() {
        day().at("10:00")
                .firing("VRAMHeadroomLow", "LLMQueueBuildup")
                .at("10:20")
                .holds("worker-llm", Reason.VRAM, null)
                .holds("worker-rl", Reason.MATRIX, null)
                .resolved("VRAMHeadroomLow")
                .then(scaled("worker-llm", 2, 3), scaled("worker-rl", 1, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AppHighErrorRate", "LLMHighTaskFailureRate"})
    void anErrorRateSpikeScalesAppAndLlmUp(String alert) {
        day().at("10:00")
                .firing(alert)
                .then(scaled("app", 2, 3), scaled("worker-llm", 2, 3))
                .because("app", MATRIX, "error-rate-spike")
                .because("worker-llm", MATRIX, "error-rate-spike")
                .holds("worker-rl", Reason.STEADY, null);
    }

    @Test
    void theMoreUrgentRuleActsFirst() {
        day().at("10:00")
                .firing("LLMHighTaskFailureRate", "LLMQueueBuildup")
                .then(scaled("app", 2, 3), scaled("worker-llm", 2, 3), scaled("worker-rl", 1, 2))
                .because("worker-llm", MATRIX, "error-rate-spike")
                .because("worker-rl", MATRIX, "queue-buildup");
    }

    @Test
    void aRuleIsMoreUrgentThanTheTriggerThatMakesItTrue() {
        day().at("10:00")
                .firing("LLMQueueBuildup")
                .then(scaled("worker-llm", 2, 3), scaled("worker-rl", 1, 2))
                .because("worker-llm", MATRIX, "queue-buildup");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LLMQueueBuildup", "LLMHighTaskFailureRate", "LLMHighVRAMUsage"})
    void aVetoedUpStillStandsAgainstEveryDown(String up) {
        day().replicas(10, 5, 1)
                .at("10:00")
                .firing("VRAMHeadroomLow", up, "LLMLowGPUUtilization", "LLMQueueDrained")
                .at("10:59:50")
                .holds("worker-llm", Reason.VRAM);
    }

    @Test
    void upBeatsDown() {
        day().replicas(5, 5, 3)
                .at("10:00")
                .firing("LLMHighTaskFailureRate", "AppLowCPU", "LLMLowGPUUtilization", "RLLowGPUUtilization")
                .then(scaled("app", 5, 6), scaled("worker-llm", 5, 6), scaled("worker-rl", 3, 2));
    }

    @Test
    void aDownWaitsUntilNoUpIsProposedAtAnyPriority() {
        day().replicas(5, 8, 3)
                .at("10:00")
                .firing("LLMHighVRAMUsage", "LLMQueueDrained")
                .at("10:59:50")
                .holds("worker-llm", Reason.BOUNDS, null)
                .resolved("LLMHighVRAMUsage")
                .then(scaled("worker-llm", 8, 7));
    }

    @Test
    void offPeakScalesToTheMinimum() {
        Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                .replicas(6, 5, 3)
                .at("00:59:59")
                .thenNothing()
                .at("01:00")
                .then(scaled("app", 6, 2), scaled("worker-llm", 5, 2), scaled("worker-rl", 3, 1))
                .because("app", MATRIX, "off-peak")
                .because("worker-llm", MATRIX, "off-peak")
                .because("worker-rl", MATRIX, "off-peak");
    }

    private static Timeline day() {
        return Timeline.of(SpecPolicy.withoutSchedule());
    }
}

package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.day;
import static dev.headroom.receiver.decision.Timeline.scaled;

import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Nothing is lowered while nobody knows what fires. */
class EvidenceTest {

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

package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Source.Kind.MATRIX;
import static dev.headroom.receiver.decision.Source.Kind.SCHEDULE;
import static dev.headroom.receiver.decision.Source.Kind.TRIGGER;
import static dev.headroom.receiver.decision.Timeline.scaled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every window of table 7.1, with its borders, as decisions. */
class SpecScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void aQuietDayFollowsTheTable() {
        Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                .at("00:00")
                .then(scaled("app", 2, 3), scaled("worker-llm", 2, 3))
                .because("app", SCHEDULE, "schedule:normal")
                .at("00:59:59")
                .holds("app", Reason.STEADY, "01:00")
                .at("01:00")
                .then(scaled("app", 3, 2), scaled("worker-llm", 3, 2))
                .because("app", MATRIX, "off-peak")
                .at("05:59:59")
                .holds("app", Reason.STEADY, "06:00")
                .holds("worker-llm", Reason.STEADY, "06:00")
                .holds("worker-rl", Reason.STEADY, "06:00")
                .at("06:00")
                .then(scaled("app", 2, 3), scaled("worker-llm", 2, 3))
                .because("app", SCHEDULE, "schedule:normal")
                .at("08:59:59")
                .holds("app", Reason.STEADY, "09:00")
                .at("09:00")
                .then(scaled("app", 3, 5), scaled("worker-llm", 3, 4), scaled("worker-rl", 1, 2))
                .because("app", SCHEDULE, "schedule:peak")
                .at("17:59:59")
                .holds("app", Reason.STEADY, "18:00")
                .at("18:00")
                .holds("app", Reason.STEADY, "01:00")
                .at("00:59:59")
                .holds("worker-llm", Reason.STEADY, "01:00")
                .at("01:00")
                .then(scaled("app", 5, 2), scaled("worker-llm", 4, 2), scaled("worker-rl", 2, 1));
    }

    @Test
    void theFloorRefusesADownUntilTheWindowEnds() {
        Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                .replicas(6, 4, 2)
                .startingAt("2026-03-10T10:00:00Z")
                .at("10:00")
                .firing("AppLowCPU")
                .then(scaled("app", 6, 5))
                .at("10:05")
                .holds("app", Reason.BOUNDS, "18:00")
                .at("17:59:59")
                .holds("app", Reason.BOUNDS, "18:00")
                .at("18:00")
                .then(scaled("app", 5, 4))
                .at("18:05")
                .then(scaled("app", 4, 3))
                .at("18:10")
                .holds("app", Reason.BOUNDS, "01:00");
    }

    @Test
    void theFloorIsNoCeiling() {
        Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                .replicas(5, 4, 2)
                .startingAt("2026-03-10T10:00:00Z")
                .at("10:00")
                .firing("AppHighCPU")
                .then(scaled("app", 5, 6))
                .because("app", TRIGGER, "cpu");
    }

    @Test
    void anUrgentUpDuringOffPeakWins() {
        Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                .replicas(2, 2, 1)
                .startingAt("2026-03-10T02:00:00Z")
                .at("02:00")
                .firing("AppHighErrorRate")
                .then(scaled("app", 2, 3), scaled("worker-llm", 2, 3))
                .because("app", MATRIX, "error-rate-spike")
                .at("02:00:30")
                .then(scaled("app", 3, 4))
                .because("app", TRIGGER, "error_rate")
                .resolved("AppHighErrorRate")
                .at("02:01")
                .holds("app", Reason.STABILIZATION, "02:05:30")
                .holds("worker-llm", Reason.STABILIZATION, "02:10")
                .at("02:05:29")
                .holds("app", Reason.STABILIZATION, "02:05:30")
                .at("02:05:30")
                .then(scaled("app", 4, 2))
                .because("app", MATRIX, "off-peak")
                .at("02:10")
                .then(scaled("worker-llm", 3, 2));
    }

    @Test
    void aRuleThatStartsNoTriggersActionKeepsItsOwnCooldownOffPeak() {
        Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                .startingAt("2026-03-10T00:58:00Z")
                .replicas(3, 3, 2)
                .at("01:00")
                .then(scaled("app", 3, 2), scaled("worker-llm", 3, 2), scaled("worker-rl", 2, 1))
                .at("05:00")
                .holds("app", Reason.STEADY, "06:00");
    }

    @Test
    void theFloorRaisesOneThatAnUpMovesTooLittle() {
        Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                .replicas(2, 4, 2)
                .startingAt("2026-03-10T10:00:00Z")
                .firing("AppHighCPU")
                .then(scaled("app", 2, 5));
    }

    @Test
    void anUpIsProposedByTheScheduleSoNoDownGoesAlong() {
        Timeline day = Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                .replicas(3, 4, 2)
                .startingAt("2026-03-10T10:00:00Z")
                .firing("AppLowCPU");
        day.then(scaled("app", 3, 5)).because("app", SCHEDULE, "schedule:peak");
    }

    @Test
    void onTheDayThatSkipsAnHourOffPeakIsAnHourShorter() {
        Timeline.of(SpecPolicy.in(BERLIN))
                .replicas(3, 3, 1)
                .startingAt("2026-03-28T23:59:55Z")
                .at("2026-03-28T23:59:59Z")
                .thenNothing()
                .at("2026-03-29T00:00:00Z")
                .then(scaled("app", 3, 2), scaled("worker-llm", 3, 2))
                .at("2026-03-29T03:59:59Z")
                .holds("app", Reason.STEADY, "2026-03-29T04:00:00Z")
                .at("2026-03-29T04:00:00Z")
                .then(scaled("app", 2, 3), scaled("worker-llm", 2, 3));
    }

    @Test
    void onTheDayThatRepeatsAnHourOffPeakIsAnHourLonger() {
        Timeline.of(SpecPolicy.in(BERLIN))
                .replicas(3, 3, 1)
                .startingAt("2026-10-24T22:59:55Z")
                .at("2026-10-24T23:00:00Z")
                .then(scaled("app", 3, 2), scaled("worker-llm", 3, 2))
                .at("2026-10-25T04:59:59Z")
                .holds("app", Reason.STEADY, "2026-10-25T05:00:00Z")
                .at("2026-10-25T05:00:00Z")
                .then(scaled("app", 2, 3), scaled("worker-llm", 2, 3));
    }

    @Test
    void aFloorAboveTheMaximumIsTheMaximum() {
        var small = SpecPolicy.service("app", new ReplicaLimits(1, 4, 1, 1), GpuNeeds.NONE);
        Timeline day = Timeline.of(SpecPolicy.policy(List.of(), SpecPolicy.schedule(ZoneOffset.UTC), small))
                .startingAt("2026-03-10T10:00:00Z")
                .at("10:00")
                .then(scaled("app", 1, 4))
                .at("10:01")
                .holds("app", Reason.STEADY, "18:00");
        assertThat(day.replicas("app")).isEqualTo(4);
    }
}

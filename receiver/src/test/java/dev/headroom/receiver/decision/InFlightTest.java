package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.day;
import static dev.headroom.receiver.decision.Timeline.scaled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Timeline.Rollouts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A service has one rollout at a time, and an up may take back a down that has stopped nothing. */
class InFlightTest {

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

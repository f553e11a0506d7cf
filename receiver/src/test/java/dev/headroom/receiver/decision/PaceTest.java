package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.day;
import static dev.headroom.receiver.decision.Timeline.scaled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.policy.Benefit;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.schedule.Schedule;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Cooldowns, stabilization, damping, the limit of actions an hour and the breaker: how soon the next action may come. */
class PaceTest {

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
        Ledger ledger = Ledger.at(Moment.steady(up.at().minusSeconds(60)), List.of(down, up));
        assertThat(ledger.of("app")).extracting(entry -> entry.action().id()).containsExactly("z", "a");
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

    /** Who undoes just what was done, twice, has his way, until a person orders a count. */
    @Test
    void twoThatUndoEachOtherComeToRest() {
        List<Action> past = new ArrayList<>(
                List.of(action("a", "2026-03-10T10:00:00Z", 2, 3), foreign("b", "2026-03-10T10:01:00Z", 3, 2)));
        assertThat(reversals(past)).containsExactly("b");
        past.add(action("c", "2026-03-10T10:02:00Z", 2, 3));
        past.add(foreign("d", "2026-03-10T10:03:00Z", 3, 4));
        assertThat(reversals(past)).as("another count takes nothing back").containsExactly("b");
        past.add(action("e", "2026-03-10T10:04:00Z", 4, 5));
        past.add(foreign("f", "2026-03-10T10:05:00Z", 5, 4));
        past.add(foreign("g", "2026-03-10T10:06:00Z", 4, 5));
        assertThat(reversals(past)).containsExactly("b", "f");
        past.add(new Action(
                "h",
                "app",
                Instant.parse("2026-03-10T10:07:00Z"),
                Source.manual("ana"),
                Set.of(),
                5,
                6,
                Action.Result.DONE,
                null));
        assertThat(reversals(past)).isEmpty();
    }

    private static List<String> reversals(List<Action> past) {
        return Ledger.at(Moment.steady(Instant.parse("2026-03-10T11:00:00Z")), past).reversals("app").stream()
                .map(entry -> entry.action().id())
                .toList();
    }

    private static Action foreign(String id, String at, int from, int to) {
        return Action.foreign(id, "app", Instant.parse(at), from, to);
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

    private static ScalingPolicy only(ReplicaLimits limits) {
        Trigger errors = new Trigger("error_rate", Duration.ZERO, true, Benefit.JUDGED);
        ServicePolicy app = SpecPolicy.service("app", limits, GpuNeeds.NONE, errors);
        return SpecPolicy.policy(List.of(), Schedule.none(ZoneOffset.UTC), app);
    }

    private static Action action(String id, String at, int from, int to) {
        Instant when = Instant.parse(at);
        return new Action(id, "app", when, Source.trigger("cpu"), Set.of(), from, to, Action.Result.DONE, when);
    }
}

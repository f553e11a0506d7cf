package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replica that ended by itself changed nobody's mind; one that somebody removed did. */
class LossTest {

    private static final String UP = "Up service=app trigger=cpu scale=up priority=P0";
    private static final String DOWN = "Down service=app trigger=cpu scale=down";

    private final Loop loop = Loop.of("""
            version: 1
            services:
              app:
                min_replicas: 1
                max_replicas: 8
                scale_up_increment: 1
                scale_down_increment: 1
                health_timeout: 120s
                triggers: {cpu: {cooldown: 5m}}
            """);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void whatWasLostIsBroughtBackAndNobodysMindIsChanged() {
        at(3);
        loop.fleet.lose("app");
        loop.pass(5);
        assertThat(loop.shown("app")).as("the count that is wanted").contains(3);
        loop.pass(10);
        assertThat(loop.replicas("app")).isEqualTo(3);
        assertThat(loop.decided)
                .extracting(Explanation::reason)
                .contains(Reason.LOSS)
                .doesNotContain(Reason.DRIFT);
        assertThat(actions()).as("one action").hasSize(1).first().satisfies(action -> {
            assertThat(action.source().name()).isEqualTo("loss");
            assertThat(action.result()).isEqualTo(Action.Result.DONE);
        });
    }

    @Test
    void noUpIsRefusedForALossAndItCoolsNothing() {
        at(2);
        loop.fleet.lose("app");
        loop.fire(UP).pass(10);
        assertThat(loop.replicas("app")).as("the lost one and one more").isEqualTo(3);
        assertThat(refusals()).noneMatch(refusal -> refusal.detail().contains("somebody else"));
    }

    @Test
    void anUpGoesOnFromARepairThatIsStillUnderWay() {
        at(2);
        loop.fleet.sick.add("app");
        loop.fleet.lose("app");
        loop.pass(15);
        assertThat(loop.reconciler().rollouts().get("app").repairs()).isTrue();
        loop.fire(UP).pass(5);
        assertThat(loop.reconciler().rollouts().get("app").action().to()).isEqualTo(3);
        loop.fleet.sick.clear();
        loop.pass(10);
        assertThat(loop.replicas("app")).isEqualTo(3);
    }

    @Test
    void aPersonsOrderGoesOnFromARepairToo() {
        at(2);
        loop.fleet.sick.add("app");
        loop.fleet.lose("app");
        loop.pass(15);
        assertThat(loop.orders()
                        .scale(new ManualScale("app", 4, "ana", "a try"))
                        .outcome())
                .isEqualTo(Explanation.Outcome.SCALE);
        loop.fleet.sick.clear();
        loop.pass(10);
        assertThat(loop.replicas("app")).isEqualTo(4);
    }

    @Test
    void aRepairNeedsNoEvidenceAndKeepsNoCooldown() {
        at(3);
        loop.prometheus = false;
        loop.alertmanager = false;
        loop.pass(Duration.ofMinutes(10));
        loop.fleet.lose("app");
        loop.pass(15);
        assertThat(loop.replicas("app")).as("while blind").isEqualTo(3);
        loop.prometheus = true;
        loop.alertmanager = true;
        loop.pass(Duration.ofMinutes(3));
        loop.fire(DOWN).pass(Duration.ofMinutes(3));
        assertThat(loop.replicas("app")).as("no stabilization after a repair").isEqualTo(2);
    }

    @Test
    void whatEndsAgainAndAgainIsBroughtBackLessAndLessOften() {
        at(2);
        for (int second = 0; second < 3600; second += 5) {
            if (loop.replicas("app") == 2) {
                loop.fleet.lose("app");
            }
            loop.pass(5);
        }
        assertThat(actions().size()).as("repairs in an hour").isBetween(8, 20);
        assertThat(loop.explanation("app").reason()).isIn(Reason.COOLDOWN, Reason.LOSS, Reason.ROLLOUT);
    }

    @Test
    void whatCannotBeBroughtBackIsLeftToAPersonAfterThreeTries() {
        at(2);
        loop.fleet.frail.add("app");
        loop.fleet.lose("app");
        loop.pass(Duration.ofMinutes(15));
        assertThat(actions())
                .extracting(Action::result)
                .containsExactly(Action.Result.FAILED, Action.Result.FAILED, Action.Result.FAILED);
        assertThat(loop.explanation("app").reason()).isEqualTo(Reason.INEFFECTIVE);
        assertThat(loop.shown("app")).as("it is still wanted").contains(2);
    }

    @Test
    void aFreezeHoldsARepairAndAPinOrAHoldOfUpsDoesNot() {
        at(2);
        loop.order(Kind.FREEZE, "app", 0, Duration.ofMinutes(10));
        loop.fleet.lose("app");
        loop.pass(60);
        assertThat(loop.replicas("app")).isEqualTo(1);
        assertThat(loop.explanation("app").reason()).isEqualTo(Reason.OVERRIDE);
        loop.order(Kind.HOLD_UP, "app", 0, Duration.ofMinutes(10));
        loop.pass(10);
        assertThat(loop.replicas("app")).isEqualTo(2);
        loop.order(Kind.PIN, "app", 2, Duration.ofMinutes(10));
        loop.fleet.lose("app");
        loop.pass(30);
        assertThat(loop.replicas("app")).isEqualTo(2);
    }

    @Test
    void withoutRoomOnAGpuNothingIsBroughtBack() {
        try (Loop gated = Loop.of("""
                version: 1
                services:
                  llm: {min_replicas: 1, max_replicas: 8, gpu_check: required, vram_per_replica: 10GiB}
                """)) {
            gated.fleet.set("llm", 3);
            gated.pass(10);
            gated.room = false;
            gated.fleet.lose("llm");
            gated.pass(30);
            assertThat(gated.replicas("llm")).isEqualTo(2);
            assertThat(gated.explanation("llm").reason()).isEqualTo(Reason.VRAM);
            gated.room = true;
            gated.pass(10);
            assertThat(gated.replicas("llm")).isEqualTo(3);
        }
    }

    @Test
    void aDownTakesTheLostOnesFirstAndStartsNobody() {
        at(5);
        loop.order(Kind.FREEZE, "app", 0, Duration.ofMinutes(1));
        loop.fleet.lose("app");
        loop.fleet.lose("app");
        loop.pass(30);
        loop.release("app");
        loop.orders().scale(new ManualScale("app", 4, "ana", "a try"));
        loop.pass(30);
        assertThat(loop.fleet.changes)
                .as("but the repair of the one that is wanted")
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.from()).isEqualTo(3);
                    assertThat(change.to()).isEqualTo(4);
                });
    }

    @Test
    void whatSomebodyRemovedIsDriftAndIsLeftAlone() {
        at(3);
        loop.fleet.set("app", 2);
        loop.fire(UP).pass(Duration.ofMinutes(4));
        assertThat(loop.replicas("app")).isEqualTo(2);
        assertThat(loop.decided).extracting(Explanation::reason).contains(Reason.DRIFT);
    }

    @Test
    void whatWasLeftOverFromBeforeIsNotWanted() {
        at(3);
        loop.fleet.set("app", 2);
        loop.pass(10);
        loop.fleet.lose("app");
        loop.fleet.lose("app");
        loop.pass(30);
        assertThat(loop.replicas("app")).as("no more than were left").isEqualTo(2);
    }

    @Test
    void belowTheMinimumTheServiceIsRaisedAtOnceWhoeverLoweredIt() {
        at(3);
        loop.fleet.set("app", 0);
        loop.pass(10);
        assertThat(loop.replicas("app")).isEqualTo(1);
        loop.pass(10);
        loop.fleet.lose("app");
        loop.pass(30);
        assertThat(loop.replicas("app")).isEqualTo(1);
    }

    @Test
    void somebodyWhoTakesAnUpBackHasNotMadeItFail() {
        at(1);
        loop.fleet.sick.add("app");
        for (int time = 0; time < 3; time++) {
            loop.resolve("Up").fire(UP).pass(10);
            assertThat(loop.replicas("app")).isEqualTo(2);
            loop.fleet.set("app", 1);
            loop.pass(10);
            loop.resolve("Up").pass(Duration.ofMinutes(31));
        }
        assertThat(actions()).extracting(Action::result).containsOnly(Action.Result.OVERTAKEN);
        assertThat(refusals()).noneMatch(refusal -> refusal.detail().contains("did not become healthy"));
    }

    /** A third time within the hour nobody asks for it. */
    @Test
    void whoTakesTwoUpsBackWithinAnHourHasHisWayForHalfAnHour() {
        at(1);
        for (int time = 0; time < 2; time++) {
            loop.resolve("Up").fire(UP).pass(10);
            assertThat(loop.replicas("app")).isEqualTo(2);
            loop.fleet.set("app", 1);
            loop.pass(Duration.ofMinutes(6));
        }
        loop.resolve("Up").fire(UP).pass(10);
        assertThat(loop.replicas("app")).isEqualTo(1);
        assertThat(refusals()).anyMatch(refusal -> refusal.detail().contains("has set the count back 2 times"));
        loop.pass(Duration.ofMinutes(30));
        assertThat(loop.replicas("app")).isGreaterThan(1);
    }

    private void at(int count) {
        loop.fleet.set("app", count);
        loop.pass(20);
        loop.decided.clear();
    }

    private List<Action> actions() {
        return loop.store.actions(Loop.BEGINS).stream()
                .filter(action -> !action.source().name().equals("drift"))
                .toList();
    }

    private List<Verdict> refusals() {
        return loop.decided.stream()
                .flatMap(told -> told.verdicts().stream())
                .filter(Verdict::refused)
                .toList();
    }
}

package dev.headroom.receiver.reconcile;

import static dev.headroom.receiver.reconcile.Policies.BUSY;
import static dev.headroom.receiver.reconcile.Policies.QUIET;
import static dev.headroom.receiver.reconcile.Policies.URGENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.rollout.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A down that has stopped nothing yet is judged anew at every evaluation, as if it had not been begun. */
class JudgedAgainTest {

    /** A down from 4 to 3 that waits for tasks, up to an hour. */
    private static Loop waiting() {
        return waiting(Policies.APP);
    }

    private static Loop waiting(String policy) {
        Loop loop = Loop.of(policy);
        loop.fleet.set("app", 4);
        loop.fleet.busy.add("app");
        loop.pass(300).fire(QUIET).pass(30);
        assertThat(loop.reconciler().rollouts().get("app").phase()).isEqualTo(Phase.FINISHING);
        assertThat(loop.fleet.drained).hasSize(1);
        return loop;
    }

    private static void cancels(Consumer<Loop> what) {
        try (Loop loop = waiting()) {
            what.accept(loop);
            loop.pass(10);
            cancelled(loop);
        }
    }

    private static void cancelled(Loop loop) {
        assertThat(loop.store.actions(Instant.EPOCH))
                .filteredOn(action -> action.to() == 3)
                .extracting(Action::result)
                .containsExactly(Action.Result.CANCELLED);
        loop.fleet.busy.clear();
        loop.pass(30);
        assertThat(loop.replicas("app")).isGreaterThanOrEqualTo(4);
        assertThat(loop.fleet.drained).as("released").isEmpty();
    }

    @Test
    void aFreezeStopsIt() {
        cancels(loop -> loop.order(Kind.FREEZE, "app", 0, Duration.ofHours(1)));
    }

    /** A stop that failed has stopped nothing: between two tries the reason may have gone. */
    @Test
    void aFreezeStopsItAlsoWhileItsTargetFails() {
        try (Loop loop = waiting()) {
            loop.fleet.scaleFailure = "no space left on device";
            loop.fleet.busy.clear();
            loop.pass(30);
            assertThat(loop.reconciler().rollouts().get("app").phase()).isEqualTo(Phase.SCALING);
            loop.order(Kind.FREEZE, "app", 0, Duration.ofHours(1));
            loop.fleet.scaleFailure = "";
            loop.pass(120);
            assertThat(loop.replicas("app")).isEqualTo(4);
            cancelled(loop);
        }
    }

    @Test
    void aHoldOfDownsStopsIt() {
        cancels(loop -> loop.order(Kind.HOLD_DOWN, "app", 0, Duration.ofHours(1)));
    }

    @Test
    void aPinOfThePresentCountStopsIt() {
        cancels(loop -> loop.order(Kind.PIN, "app", 4, Duration.ofHours(1)));
    }

    @Test
    void theEndOfItsAlertStopsIt() {
        cancels(loop -> loop.resolve("LowLoad").pass(15));
    }

    @Test
    void anotherWishForThePresentCountStopsIt() {
        cancels(loop -> loop.fireTo("Demand app demand", 4));
    }

    @Test
    void anUpStopsItAlsoWhereItMayNotBeDoneYet() {
        cancels(loop -> {
            loop.order(Kind.HOLD_UP, "app", 0, Duration.ofHours(1));
            loop.fire(URGENT);
        });
    }

    @Test
    void aPersonsOrderOfThePresentCountStopsItAndSaysSo() {
        cancels(loop -> {
            Explanation told = loop.orders().scale(new ManualScale("app", 4, "ana", "they are needed"));
            assertThat(told.to()).isEqualTo(4);
            loop.resolve("LowLoad");
        });
    }

    @Test
    void aFloorThatBeginsStopsIt() {
        String policy = Policies.APP + """
                schedule:
                  peak: {hours: "12:07-18:00", replicas: {app: 4}}
                  normal: {replicas: {app: 2}}
                """;
        try (Loop loop = waiting(policy)) {
            loop.pass(120);
            cancelled(loop);
        }
    }

    @Test
    void oneThatWasStoppedWithItsReceiverInTheNightStopsNothingInThePeak() {
        try (Loop loop = waiting()) {
            loop.skip(8 * 3600);
            loop.fleet.busy.clear();
            loop.alertmanager = false;
            loop.restart();
            loop.pass(300);
            assertThat(loop.replicas("app")).isEqualTo(4);
            assertThat(loop.reconciler().rollouts()).isEmpty();
            assertThat(loop.fleet.drained).isEmpty();
        }
    }

    /** The peak's floor and an up that defends the count are known before anybody is stopped. */
    @Test
    void oneThatIsStartedAgainInThePeakIsJudgedByThePeak() {
        String peak = Policies.APP + """
                schedule:
                  peak: {hours: "19:00-23:00", replicas: {app: 4}}
                  normal: {replicas: {app: 2}}
                """;
        try (Loop loop = waiting(peak)) {
            loop.skip(8 * 3600);
            loop.fleet.busy.clear();
            loop.restart();
            loop.pass(5);
            cancelled(loop);
        }
        try (Loop loop = waiting()) {
            loop.resolve("LowLoad").fire(BUSY).skip(8 * 3600);
            loop.fleet.busy.clear();
            loop.restart();
            loop.pass(Duration.ofMinutes(10));
            assertThat(loop.fleet.changesOf("app")).allMatch(change -> change.to() > change.from());
            cancelled(loop);
        }
    }

    @Test
    void oneThatNobodyCanJudgeIsTakenBackAfterTheDrainTime() {
        try (Loop loop = waiting()) {
            loop.alertmanager = false;
            loop.fleet.busy.clear();
            loop.restart();
            loop.pass(30);
            assertThat(loop.reconciler().rollouts()).containsKey("app");
            assertThat(loop.replicas("app")).isEqualTo(4);
            loop.pass(60);
            assertThat(loop.reconciler().rollouts()).isEmpty();
            assertThat(loop.fleet.drained).isEmpty();
        }
    }

    @Test
    void oneThatIsStillWantedAfterARestartGoesOn() {
        try (Loop loop = waiting()) {
            loop.restart();
            loop.fleet.busy.clear();
            loop.pass(30);
            assertThat(loop.replicas("app")).isEqualTo(3);
            assertThat(loop.store.actions(Instant.EPOCH)).hasSize(1);
        }
    }

    @Test
    void aPlannedPinThatIsTakenAwayIsNotCarriedOut() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.pass(60);
            loop.fleet.busy.add("app");
            loop.fleet.set("app", 5);
            loop.pass(300);
            loop.order(Kind.PIN, "app", 3, Duration.ofHours(1));
            loop.pass(10);
            assertThat(loop.reconciler().rollouts()).containsKey("app");
            loop.release("app");
            loop.fleet.busy.clear();
            loop.pass(30);
            assertThat(loop.replicas("app")).isEqualTo(5);
        }
    }

    @Test
    void aPlannedPinThatIsMovedToThePresentCountIsNotCarriedOut() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.fleet.set("app", 5);
            loop.fleet.busy.add("app");
            loop.pass(300);
            loop.order(Kind.PIN, "app", 3, Duration.ofHours(1));
            loop.pass(10);
            assertThat(loop.reconciler().rollouts()).containsKey("app");
            loop.order(Kind.PIN, "app", 5, Duration.ofHours(1));
            loop.fleet.busy.clear();
            loop.pass(Duration.ofMinutes(10));
            assertThat(loop.fleet.changesOf("app")).isEmpty();
            assertThat(loop.fleet.drained).isEmpty();
        }
    }

    /** A stop that failed half way is no reason to stop the others whatever happens. */
    @Test
    void whatIsLeftToStopIsJudgedAgainToo() {
        try (Loop loop = Loop.of(Policies.OFF_PEAK)) {
            loop.fleet.set("app", 6);
            loop.pass(Duration.ofMinutes(9));
            loop.fleet.scaleFailure = "no space left on device";
            loop.pass(Duration.ofMinutes(3));
            assertThat(loop.reconciler().rollouts().get("app").phase()).isEqualTo(Phase.SCALING);
            loop.fleet.set("app", 5);
            loop.fire(URGENT);
            loop.fleet.scaleFailure = "";
            loop.pass(Duration.ofMinutes(1));
            assertThat(loop.fleet.changesOf("app")).allMatch(change -> change.to() > change.from());
            assertThat(loop.replicas("app")).isGreaterThanOrEqualTo(6);
        }
    }

    /** An up that its target failed to begin has had no effect either. */
    @Test
    void anUpThatHasNotBegunAnybodyIsJudgedAgainToo() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.pass(60);
            loop.fleet.scaleFailure = "no space left on device";
            loop.fire(URGENT).pass(10);
            assertThat(loop.reconciler().rollouts().get("app").phase()).isEqualTo(Phase.SCALING);
            loop.order(Kind.FREEZE, "app", 0, Duration.ofHours(1));
            loop.fleet.scaleFailure = "";
            loop.pass(Duration.ofMinutes(30));
            assertThat(loop.fleet.changesOf("app")).isEmpty();
            assertThat(loop.reconciler().rollouts()).isEmpty();
        }
    }

    @Test
    void whoDoesNotHearThatItIsReleasedIsToldUntilItDoes() {
        try (Loop loop = waiting()) {
            loop.fleet.deaf = true;
            loop.fire(BUSY).pass(300);
            assertThat(loop.fleet.drained).isNotEmpty();
            loop.fleet.deaf = false;
            loop.fleet.busy.clear();
            loop.pass(30);
            assertThat(loop.fleet.drained).isEmpty();
        }
    }
}

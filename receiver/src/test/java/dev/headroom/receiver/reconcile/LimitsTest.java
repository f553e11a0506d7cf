package dev.headroom.receiver.reconcile;

import static dev.headroom.receiver.reconcile.Policies.QUIET;
import static dev.headroom.receiver.reconcile.Policies.URGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.decision.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** At the limits to stay is always allowed, above them a service comes down by its own steps, and what is shown is there. */
class LimitsTest {

    private static final String SMALL = Policies.APP.replace("max_replicas: 10", "max_replicas: 4");

    @Test
    void toStayIsAllowedAtTheMaximum() {
        try (Loop loop = Loop.of(SMALL)) {
            loop.fleet.set("app", 4);
            loop.fleet.busy.add("app");
            loop.pass(300).fire(QUIET).pass(30);
            assertThat(loop.reconciler().rollouts()).containsKey("app");
            loop.fire(URGENT).pass(10);
            loop.fleet.busy.clear();
            loop.pass(Duration.ofMinutes(30));
            assertThat(loop.fleet.changesOf("app")).as("stopped for nothing").isEmpty();
            assertThat(loop.replicas("app")).isEqualTo(4);
            assertThat(loop.fleet.drained).isEmpty();
        }
    }

    @Test
    void toStayIsAllowedWhereNoGpuHasRoom() {
        String gated = Policies.APP.replace(
                "drain_timeout: 60s", "drain_timeout: 60s\n    gpu_check: required\n    vram_per_replica: 10GiB");
        try (Loop loop = Loop.of(gated)) {
            loop.fleet.set("app", 4);
            loop.fleet.busy.add("app");
            loop.pass(300).fire(QUIET).pass(30);
            assertThat(loop.reconciler().rollouts()).containsKey("app");
            loop.room = false;
            loop.fire(URGENT).pass(10);
            assertThat(loop.store.actions(Instant.EPOCH))
                    .extracting(Action::to, Action::result)
                    .containsExactly(tuple(3, Action.Result.CANCELLED));
            loop.fleet.busy.clear();
            loop.pass(Duration.ofMinutes(30));
            assertThat(loop.fleet.changesOf("app")).as("stopped for nothing").isEmpty();
            assertThat(loop.fleet.drained).isEmpty();
            assertThat(loop.explanation("app").reason()).isEqualTo(Reason.VRAM);
            assertThat(loop.explanation("app").against())
                    .extracting(Explanation.Against::source)
                    .containsExactly("cpu");
        }
    }

    @Test
    void aMaximumThatWasLoweredIsReachedStepByStepWithoutAnyNews() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.fleet.set("app", 8);
            loop.pass(60);
            loop.alertmanager = false;
            loop.restart(Loop.read(SMALL));
            loop.pass(Duration.ofMinutes(10));
            assertThat(loop.replicas("app")).isEqualTo(4);
            assertThat(loop.fleet.changesOf("app")).extracting(Fleet.Change::to).containsExactly(7, 6, 5, 4);
            assertThat(loop.decided)
                    .anySatisfy(told -> assertThat(told.source()).isEqualTo("schedule:maximum"));
            assertThat(loop.store.decisions("app", null, 99))
                    .filteredOn(
                            told -> "schedule:maximum".equals(told.explanation().source()))
                    .filteredOn(told -> told.result().equals("done"))
                    .hasSize(4)
                    .allSatisfy(told -> assertThat(told.steps())
                            .extracting(DecisionRecord.Step::phase)
                            .containsExactly("planned", "draining", "finishing", "scaling", "verifying", "done"));
        }
    }

    @Test
    void aDownAlertDoesNotTakeItThereInOneStep() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.fleet.set("app", 8);
            loop.pass(300).fire(QUIET);
            loop.restart(Loop.read(SMALL));
            loop.pass(Duration.ofMinutes(10));
            assertThat(loop.fleet.changesOf("app")).allMatch(change -> change.from() - change.to() == 1);
        }
    }

    @Test
    void onlyAFreezeAPinOrAHoldOfDownsStopsThat() {
        for (Kind kind : new Kind[] {Kind.FREEZE, Kind.PIN, Kind.HOLD_DOWN}) {
            try (Loop loop = Loop.of(Policies.APP)) {
                loop.fleet.set("app", 8);
                loop.pass(60);
                loop.order(kind, "app", kind == Kind.PIN ? 8 : 0, Duration.ofHours(1));
                loop.restart(Loop.read(SMALL));
                loop.pass(Duration.ofMinutes(10));
                assertThat(loop.replicas("app")).as("%s", kind).isEqualTo(8);
            }
        }
    }

    @Test
    void theCountThatIsShownDoesNotFlickerWhileItDrains() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.fleet.set("app", 4);
            loop.fleet.busy.add("app");
            loop.pass(300).fire(QUIET).pass(10);
            for (int i = 0; i < 40; i++) {
                loop.pass(5);
                assertThat(loop.shown("app")).contains(4);
                assertThat(loop.explanation("app").from()).isEqualTo(4);
            }
        }
    }

    @Test
    void whileAStepFailsTheCountThatIsShownIsTheOneThatIsThere() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.fleet.scaleFailure = "no space left on device";
            loop.pass(60).fire(URGENT).pass(60);
            assertThat(loop.reconciler().rollouts()).containsKey("app");
            assertThat(loop.shown("app")).contains(2);
            assertThat(loop.explanation("app").from()).isEqualTo(2);
            assertThat(loop.explanation("app").until()).isAfter(loop.now().wall());
            loop.pass(Duration.ofMinutes(3));
            assertThat(loop.reconciler().rollouts()).containsKey("app");
            assertThat(loop.explanation("app").until())
                    .as("it takes longer than it should, and nobody knows how long")
                    .isNull();
            loop.fleet.failure = "no engine";
            loop.pass(60);
            assertThat(loop.shown("app")).isEqualTo(Optional.empty());
        }
    }
}

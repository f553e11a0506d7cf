package dev.headroom.receiver.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Review;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Observation.Most;
import dev.headroom.receiver.target.Observation.Platform;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whole rollouts against replicas and hooks that do what the test says; the log is what they were told, in order. */
class RolloutRunnerTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final List<String> log = new ArrayList<>();
    private final ScriptedReplicas world = new ScriptedReplicas(START, log);
    private Instant now = START;
    private boolean leads = true;
    private boolean checkpoints;
    private Review review = new Review.Stands();
    private Rollout rollout = up(0, 0);

    @Test
    void anUpGoesThroughItsPhasesAndEndsWithTraffic() {
        world.replicas(1, 2).hooks(Hook.LOADED, Hook.ROUTE).starting();
        begin(up(2, 3));
        assertThat(advance()).isEqualTo(Phase.WARMING);
        world.ready(3);
        world.refuses.put("LOADED app-3", "GET /loaded was answered 503");
        after(60);
        assertThat(advance()).isEqualTo(Phase.WARMING);
        world.refuses.clear();
        after(5);
        assertThat(advance()).isEqualTo(Phase.DONE);
        assertThat(log)
                .containsSubsequence("saved SCALING", "scale to 3", "saved WARMING", "saved VERIFYING")
                .containsSubsequence("saved ROUTING", "ROUTE app-3", "saved DONE");
    }

    @Test
    void aWarmUpOfWhichNobodyTellsIsWaitedForWhole() {
        world.replicas(1, 2);
        begin(up(2, 3));
        advance();
        after(179);
        assertThat(advance()).isEqualTo(Phase.WARMING);
        after(1);
        assertThat(advance()).isEqualTo(Phase.DONE);
    }

    @Test
    void anUpThatFailsRemovesTheNewReplicasOnly() {
        world.replicas(1, 2).hooks(Hook.LOADED).starting();
        begin(up(2, 4));
        advance();
        after(180);
        assertThat(advance()).isEqualTo(Phase.VERIFYING);
        after(120);
        assertThat(advance()).isEqualTo(Phase.FAILED);
        assertThat(world.replicas).containsOnlyKeys(1, 2);
        assertThat(rollout.detail()).isEqualTo("app-3 is starting, app-4 is starting after 120 s; restored to 2");
    }

    @Test
    void anUnhealthyReplicaOfBeforeDoesNotFailAnUp() {
        world.replicas(1, 2);
        world.replicas.put(1, ReplicaState.UNHEALTHY);
        begin(up(2, 3));
        advance();
        after(180);
        assertThat(advance()).isEqualTo(Phase.DONE);
    }

    @Test
    void aDownStopsWhoHasTheFewestTasksThenTheHighestNumber() {
        world.replicas(1, 2, 3, 4).hooks(Hook.ACTIVE_TASKS);
        world.tasks.putAll(Map.of("app-1", 0, "app-2", 3, "app-3", 0, "app-4", 1));
        begin(down(4, 3));
        assertThat(advance()).isEqualTo(Phase.DONE);
        assertThat(world.replicas).containsOnlyKeys(1, 2, 4);
    }

    @Test
    void aReplicaThatDoesNotTellItsTasksIsNotStoppedForItsSilence() {
        world.replicas(1, 2, 3).hooks(Hook.ACTIVE_TASKS);
        world.tasks.putAll(Map.of("app-1", 5, "app-2", 4));
        world.refuses.put("ACTIVE_TASKS app-3", "no answer");
        begin(down(3, 2));
        advance();
        assertThat(rollout.kept()).containsExactlyInAnyOrder("app-1", "app-3");
    }

    @Test
    void aDownDrainsThenWaitsForTasksThenForTheCheckpointBeforeAnythingStops() {
        checkpoints = true;
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ACTIVE_TASKS, Hook.CHECKPOINT);
        world.tasks.putAll(Map.of("app-1", 9, "app-2", 9, "app-3", 2));
        begin(down(3, 2));
        assertThat(advance()).isEqualTo(Phase.FINISHING);
        assertThat(runner.waitsFor("app")).contains("app-3 has 2 active tasks");
        after(1800);
        assertThat(advance()).isEqualTo(Phase.FINISHING);
        world.tasks.put("app-3", 0);
        after(1);
        world.refuses.put("CHECKPOINT app-3", "POST /checkpoint was answered 503");
        assertThat(advance()).isEqualTo(Phase.CHECKPOINTING);
        assertThat(world.replicas).hasSize(3);
        world.refuses.clear();
        after(1);
        assertThat(advance()).isEqualTo(Phase.DONE);
        assertThat(world.replicas).containsOnlyKeys(1, 2);
        assertThat(log)
                .containsSubsequence("saved DRAINING", "DRAIN app-3", "saved FINISHING", "saved CHECKPOINTING")
                .containsSubsequence("CHECKPOINT app-3", "saved SCALING", "scale to 2", "saved VERIFYING");
    }

    @Test
    void withoutAQuestionForTasksADrainTakesItsWholeTime() {
        world.replicas(1, 2, 3).hooks(Hook.DRAIN);
        begin(down(3, 2));
        advance();
        after(59);
        assertThat(advance()).isEqualTo(Phase.DRAINING);
        after(1);
        assertThat(advance()).isEqualTo(Phase.DONE);
    }

    @Test
    void noCheckpointNoStopAndTheDrainedTakeWorkAgain() {
        checkpoints = true;
        world.replicas(1, 2).hooks(Hook.DRAIN, Hook.ACTIVE_TASKS, Hook.CHECKPOINT, Hook.ROUTE);
        world.refuses.put("CHECKPOINT app-2", "POST /checkpoint was answered 500");
        begin(down(2, 1));
        advance();
        after(300);
        assertThat(advance()).isEqualTo(Phase.FAILED);
        assertThat(world.replicas).hasSize(2);
        assertThat(rollout.detail()).isEqualTo("POST /checkpoint was answered 500; nothing was stopped");
        assertThat(log).containsSubsequence("DRAIN app-2", "ROUTE app-2");
    }

    @Test
    void aCheckpointThatIsRequiredWithoutAHookStopsNothing() {
        checkpoints = true;
        world.replicas(1, 2);
        begin(down(2, 1));
        advance();
        after(300);
        assertThat(advance()).isEqualTo(Phase.FAILED);
        assertThat(rollout.detail()).isEqualTo("no hook checkpoint is configured; nothing was stopped");
        assertThat(world.replicas).hasSize(2);
    }

    @Test
    void thoseLeftMustBeHealthyElseTheCountIsRestored() {
        world.replicas(1, 2, 3);
        begin(down(3, 2));
        world.afterScale = () -> world.replicas.put(1, ReplicaState.UNHEALTHY);
        assertThat(advance()).isEqualTo(Phase.VERIFYING);
        after(120);
        assertThat(advance()).isEqualTo(Phase.FAILED);
        assertThat(world.replicas).hasSize(3);
        assertThat(rollout.detail()).isEqualTo("app-1 is unhealthy after 120 s; restored to 3");
    }

    @Test
    void whatTheTargetHadToSayIsRecorded() {
        world.replicas(1, 2);
        world.remark = "app-2 had to be killed: it did not end within 60 s of SIGTERM";
        begin(down(2, 1));
        assertThat(advance()).isEqualTo(Phase.DONE);
        assertThat(rollout.detail()).isEqualTo(world.remark);
    }

    @Test
    void aReasonThatIsGoneCancelsBeforeAnythingIsDone() {
        world.replicas(1, 2);
        review = new Review.Overruled("nothing asks for a change");
        begin(up(2, 3));
        assertThat(advance()).isEqualTo(Phase.CANCELLED);
        assertThat(log).containsExactly("saved CANCELLED");
        assertThat(rollout.detail()).isEqualTo("no longer wanted: nothing asks for a change");
    }

    @Test
    void aDownThatIsOvertakenWhileDrainingGivesWorkBackAndStopsNothing() {
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ROUTE);
        begin(down(3, 2));
        advance();
        world.replicas(1, 2, 3, 4, 5);
        after(5);
        assertThat(advance()).isEqualTo(Phase.CANCELLED);
        assertThat(rollout.detail()).isEqualTo("somebody else set the count to 5; it is left there");
        assertThat(log).contains("ROUTE app-3").doesNotContain("scale to 2");
    }

    @Test
    void anUpTellsThoseOfBeforeToTakeWorkFirst() {
        world.replicas(1, 2).hooks(Hook.DRAIN, Hook.ROUTE);
        begin(up(2, 3));
        advance();
        assertThat(log).containsSubsequence("ROUTE app-1", "ROUTE app-2", "saved SCALING", "scale to 3");
    }

    @Test
    void aDownThatIsOverruledWhileItDrainsIsTakenBackAndEveryOneIsReleased() {
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ROUTE);
        world.refuses.put("ROUTE app-1", "POST /undrain was answered 503");
        begin(down(3, 2));
        assertThat(advance()).isEqualTo(Phase.DRAINING);
        review = new Review.Overruled("somebody froze it");
        after(1);
        assertThat(advance()).isEqualTo(Phase.CANCELLED);
        assertThat(log).containsSubsequence("DRAIN app-3", "saved CANCELLED", "ROUTE app-1", "ROUTE app-3");
        world.refuses.clear();
        log.clear();
        advance();
        after(1);
        advance();
        assertThat(log).as("until each has answered").containsExactly("ROUTE app-1");
    }

    /** That another down ended well says nothing of those that an earlier one has drained. */
    @Test
    void whoDidNotHearIsOwedItsReleaseBeyondTheNextDown() {
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ROUTE);
        world.refuses.put("ROUTE app-2", "no answer");
        review = new Review.Overruled("somebody froze it");
        begin(down(3, 2));
        assertThat(advance()).isEqualTo(Phase.CANCELLED);
        review = new Review.Stands();
        begin(down(3, 2));
        for (int second = 0; second < 90 && !rollout.phase().ended(); second++) {
            after(1);
            advance();
        }
        assertThat(rollout.phase()).isEqualTo(Phase.DONE);
        world.refuses.clear();
        log.clear();
        after(2);
        advance();
        assertThat(log).containsExactly("ROUTE app-2");
    }

    /** Whom the process of before has drained is not known, whatever ends well now. */
    @Test
    void aDownThatWasInFlightAtTheStartDoesNotHideWhomAnEarlierOneDrained() {
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ROUTE);
        begin(down(3, 2));
        for (int second = 0; second < 90 && !rollout.phase().ended(); second++) {
            after(1);
            advance();
        }
        assertThat(rollout.phase()).isEqualTo(Phase.DONE);
        after(2);
        advance();
        assertThat(log).contains("ROUTE app-1", "ROUTE app-2");
    }

    @Test
    void aDownThatNobodyCanJudgeStopsNothingAndIsTakenBackAfterTheDrainTime() {
        world.replicas(1, 2, 3);
        review = new Review.Unjudged("no news from Alertmanager since the start");
        begin(down(3, 2));
        assertThat(advance()).isEqualTo(Phase.PLANNED);
        assertThat(runner.waitsFor("app"))
                .hasValueSatisfying(text -> assertThat(text).contains("cannot be judged"));
        after(59);
        assertThat(advance()).isEqualTo(Phase.PLANNED);
        after(1);
        assertThat(advance()).isEqualTo(Phase.CANCELLED);
        assertThat(log).doesNotContain("scale to 2");
    }

    @Test
    void aFailedStepIsTriedAgainLaterAndLater() {
        world.replicas(1, 2);
        world.failure = "no engine";
        begin(up(2, 3));
        int tries = 0;
        for (int second = 0; second < 60; second++) {
            int before = world.looks;
            advance();
            tries += world.looks - before;
            after(1);
        }
        assertThat(tries).as("tries in a minute").isBetween(4, 8);
        world.failure = "";
        after(60);
        assertThat(advance()).isEqualTo(Phase.WARMING);
    }

    @Test
    void aTargetThatNeverComesBackIsGivenUpForAPersonToLookAt() {
        world.replicas(1, 2);
        begin(up(2, 3));
        world.scaleFailure = "no space left on device";
        advance();
        after(301);
        assertThat(advance()).isEqualTo(Phase.RESTORING);
        after(301);
        assertThat(advance()).isEqualTo(Phase.ABANDONED);
        assertThat(rollout.detail())
                .isEqualTo("no space left on device after 301 s; not restored: no space left on device");
    }

    @Test
    void aCountThatSomebodySetsInBetweenIsNotRestoredOver() {
        world.platform = Platform.SET_AT_ONCE;
        world.replicas(1).starting();
        begin(up(1, 5));
        advance();
        after(180);
        advance();
        world.onSave = () -> world.replicas.keySet().removeIf(number -> number > 3);
        after(120);
        assertThat(advance()).isEqualTo(Phase.OVERTAKEN);
        assertThat(rollout.detail()).isEqualTo("somebody else set the count to 3; it is left there");
        assertThat(world.replicas).containsOnlyKeys(1, 2, 3);
    }

    @Test
    void whereReplicasAreMadeOneByOneThePatienceIsForEach() {
        world.platform = new Platform(true, true, "", 0, Most.NONE, "", "");
        world.replicas(1).starting();
        begin(up(1, 4));
        advance();
        after(180);
        assertThat(advance()).isEqualTo(Phase.VERIFYING);
        for (int next = 2; next < 4; next++) {
            after(290);
            assertThat(advance()).isEqualTo(Phase.VERIFYING);
            world.ready(next);
            after(1);
            assertThat(advance()).isEqualTo(Phase.VERIFYING);
        }
        after(299);
        assertThat(advance()).isEqualTo(Phase.VERIFYING);
        after(2);
        assertThat(advance()).isEqualTo(Phase.FAILED);
    }

    @Test
    void whoIsStoppedInAnyCaseIsAskedAndWhoWasAskedBeforeTakesWorkAgain() {
        world.ranked = true;
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ACTIVE_TASKS, Hook.ROUTE);
        world.tasks.putAll(Map.of("app-1", 2, "app-2", 2, "app-3", 1));
        begin(down(3, 2));
        assertThat(advance()).isEqualTo(Phase.FINISHING);
        assertThat(log).contains("DRAIN app-3");
        log.clear();
        world.replicas.put(1, ReplicaState.UNHEALTHY);
        after(1);
        assertThat(advance()).isEqualTo(Phase.FINISHING);
        assertThat(rollout.kept()).containsExactlyInAnyOrder("app-2", "app-3");
        assertThat(log).contains("DRAIN app-1", "ROUTE app-3");
        world.tasks.put("app-1", 0);
        after(1);
        assertThat(advance()).isEqualTo(Phase.DONE);
        assertThat(world.replicas).containsOnlyKeys(2, 3);
    }

    @Test
    void whereNothingRunsNobodyIsAsked() {
        world.ranked = true;
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ACTIVE_TASKS);
        world.replicas.put(1, ReplicaState.FAILING);
        world.refuses.put("DRAIN app-1", "no answer");
        begin(down(3, 2));
        assertThat(advance()).isEqualTo(Phase.DONE);
        assertThat(world.replicas).containsOnlyKeys(2, 3);
        assertThat(log).doesNotContain("DRAIN app-1", "DRAIN app-2", "DRAIN app-3");
    }

    @Test
    void anUpWhoseReasonGoesRightBeforeItsEffectIsTakenBackAndHasNotFailed() {
        world.replicas(1, 2);
        begin(up(2, 3));
        world.onSave = () -> review = new Review.Overruled("nothing asks for a change");
        assertThat(advance()).isEqualTo(Phase.CANCELLED);
        assertThat(log).containsExactly("saved SCALING", "saved CANCELLED");
    }

    @Test
    void whatOnlyAPersonCanChangeIsNotTriedAgain() {
        world.replicas(1, 2);
        begin(up(2, 3));
        world.scaleFailure = "the right to patch deployments/scale is missing";
        world.kind = TargetException.Kind.NEVER;
        assertThat(advance()).isEqualTo(Phase.ABANDONED);
        assertThat(world.looks).as("one look a step").isEqualTo(3);
        assertThat(rollout.detail()).startsWith("the right to patch deployments/scale is missing");
    }

    @Test
    void aConflictIsLookedAtAnewAtOnce() {
        world.replicas(1, 2);
        begin(up(2, 3));
        world.scaleFailure = "somebody else changed it";
        world.kind = TargetException.Kind.CONFLICT;
        for (int time = 0; time < 10; time++) {
            assertThat(advance()).isEqualTo(Phase.SCALING);
            after(1);
        }
        world.scaleFailure = "";
        assertThat(advance()).isEqualTo(Phase.WARMING);
    }

    @Test
    void aFaultThatNobodyThoughtOfIsGivenUpAsAnyOther() {
        for (Throwable fault : List.of(new IllegalStateException("no such element"), new StackOverflowError())) {
            world.replicas(1, 2);
            begin(up(2, 3));
            world.fault = fault;
            assertThat(advance()).isEqualTo(Phase.SCALING);
            after(301);
            assertThat(advance()).isEqualTo(Phase.RESTORING);
            assertThat(rollout.detail()).contains("a fault of Headroom");
            world.fault = null;
            after(60);
            assertThat(advance()).isEqualTo(Phase.FAILED);
        }
    }

    @Test
    void aStepThatWaitsHasAPaceOfItsOwnHoweverOftenItIsWoken() {
        checkpoints = true;
        world.replicas(1, 2).hooks(Hook.CHECKPOINT);
        world.refuses.put("CHECKPOINT app-2", "POST /checkpoint was answered 503");
        begin(down(2, 1));
        for (int tenth = 0; tenth < 100; tenth++) {
            advance();
            now = now.plusMillis(100);
        }
        assertThat(log.stream().filter("CHECKPOINT app-2"::equals).count())
                .as("calls in ten seconds")
                .isBetween(8L, 11L);
    }

    @Test
    void whoDoesNotHearThatItMayTakeWorkAgainIsToldAtThatPaceToo() {
        world.replicas(1, 2).hooks(Hook.DRAIN, Hook.ROUTE);
        world.refuses.put("ROUTE app-2", "no answer");
        begin(down(2, 1));
        advance();
        review = new Review.Overruled("somebody froze it");
        for (int tenth = 0; tenth < 100; tenth++) {
            now = now.plusMillis(100);
            advance();
        }
        assertThat(log.stream().filter("ROUTE app-2"::equals).count())
                .as("calls in ten seconds")
                .isBetween(8L, 12L);
    }

    @Test
    void whoLostTheLeadDoesNothingMore() {
        world.replicas(1, 2);
        begin(up(2, 3));
        leads = false;
        assertThat(advance()).isEqualTo(Phase.PLANNED);
        assertThat(log).isEmpty();
    }

    @Test
    void theLeadIsAskedForBetweenTheWriteAndTheStep() {
        world.replicas(1, 2);
        begin(up(2, 3));
        world.onSave = () -> leads = false;
        assertThat(advance()).isEqualTo(Phase.SCALING);
        assertThat(log).containsExactly("saved SCALING");
    }

    private void begin(Rollout planned) {
        rollout = planned;
        log.clear();
    }

    private Phase advance() {
        runner.release(inFlight(), service());
        rollout = runner.advance(rollout, service());
        runner.release(inFlight(), service());
        return rollout.phase();
    }

    private Optional<Rollout> inFlight() {
        return Optional.of(rollout).filter(moving -> !moving.phase().ended());
    }

    private void after(int seconds) {
        now = now.plusSeconds(seconds);
    }

    private final RolloutRunner runner = new RolloutRunner(
            new RolloutRunner.World(
                    world, world, (action, seen) -> review, () -> leads, (moving, at) -> Moment.steady(moving.since())),
            saved -> {
                log.add("saved " + saved.phase());
                world.onSave.run();
            },
            () -> Moment.steady(now));

    private ServicePolicy service() {
        return ScriptedReplicas.service(checkpoints);
    }

    private static Rollout up(int from, int to) {
        return planned(from, to);
    }

    private static Rollout down(int from, int to) {
        return planned(from, to);
    }

    private static Rollout planned(int from, int to) {
        return Rollout.planned(
                new Action("a1", "app", START, Source.trigger("cpu"), Set.of(), from, to, Action.Result.RUNNING, null));
    }
}

package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.hook.simulated.SimulatedHooks;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.memory.InMemoryStore;
import dev.headroom.receiver.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop with a scripted target: what is written down, and what the target is told. */
class ReconcilerTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final String POLICY = """
            version: 1
            services:
              worker-llm:
                min_replicas: 2
                max_replicas: 8
                scale_up_increment: 1
                scale_down_increment: 1
                warmup_time: 180s
                health_timeout: 120s
                triggers:
                  queue_length: {cooldown: 10m}
            """;

    @TempDir
    private Path folder;

    private final AlertLifecycle lifecycle = new AlertLifecycle(Duration.ofMinutes(7), null);
    private final InMemoryStore store = new InMemoryStore(lifecycle);
    private final ScriptedTarget target = new ScriptedTarget();
    private final Hooks hooks = new SimulatedHooks();
    private Instant now = START;
    private Duration elapsed = Moment.steady(START).elapsed();
    private Witness witness;

    private ScalingPolicy policy;
    private Reconciler reconciler;

    @BeforeEach
    void start() throws IOException {
        policy = PolicyFile.read(Files.writeString(folder.resolve("policy.yml"), POLICY));
        reconciler = reconciler();
    }

    @AfterEach
    void stop() {
        reconciler.close();
    }

    @Test
    void anActionIsDurableBeforeTheTargetHearsOfIt() {
        target.whenScaled = () -> assertThat(store.rollouts()).hasSize(1);
        queueBuildsUp();
        reconciler.evaluate();
        assertThat(target.calls).containsExactly(3);
        assertThat(store.actions(START)).extracting(Action::to).containsExactly(3);
    }

    @Test
    void aRolloutIsDoneWhenAllReplicasAreReady() {
        queueBuildsUp();
        reconciler.evaluate();
        assertThat(reconciler.rollouts().get("worker-llm").phase()).isEqualTo(Phase.WARMING);
        target.ready = 3;
        later(Duration.ofSeconds(1));
        reconciler.evaluate();
        assertThat(store.rollouts()).isEmpty();
        assertThat(store.actions(START)).extracting(Action::result).containsExactly(Action.Result.DONE);
        assertThat(explanation().reason()).isEqualTo(Reason.COOLDOWN);
    }

    @Test
    void replicasThatNeverGetReadyAreTakenBackAndSaidSo() {
        queueBuildsUp();
        reconciler.evaluate();
        later(Duration.ofSeconds(181));
        reconciler.evaluate();
        assertThat(reconciler.waitsFor("worker-llm")).contains("worker-llm_3 is starting");
        later(Duration.ofSeconds(121));
        reconciler.evaluate();
        assertThat(target.calls).containsExactly(3, 2);
        assertThat(store.decisions("worker-llm", null, 9))
                .anyMatch(line -> line.detail().equals("worker-llm_3 is starting after 121 s; restored to 2"));
        assertThat(store.actions(START)).extracting(Action::result).containsExactly(Action.Result.FAILED);
    }

    @Test
    void aRolloutGoesOnAfterACrashWithoutASecondAction() {
        queueBuildsUp();
        reconciler.evaluate();
        reconciler.close();
        reconciler = reconciler();
        target.ready = 3;
        reconciler.evaluate();
        assertThat(target.calls).containsExactly(3);
        assertThat(store.actions(START)).hasSize(1);
        assertThat(explanation().reason()).isEqualTo(Reason.COOLDOWN);
    }

    @Test
    void aTargetThatDoesNotTellIsLeftAlone() {
        target.failure = "no Docker engine answers";
        queueBuildsUp();
        reconciler.evaluate();
        assertThat(target.calls).isEmpty();
        assertThat(explanation().reason()).isEqualTo(Reason.TARGET_UNKNOWN);
        assertThat(explanation().verdicts().get(0).detail()).contains("no Docker engine answers");
    }

    @Test
    void aHoldIsRecordedOnceAsLongAsItSaysTheSame() {
        for (int i = 0; i < 5; i++) {
            reconciler.evaluate();
            later(Duration.ofSeconds(5));
        }
        assertThat(store.decisions("worker-llm", null, 10))
                .extracting(line -> line.explanation().reason())
                .containsExactly(Reason.STEADY);
    }

    @Test
    void aCountThatSomebodyElseSetIsLeftAloneForOneCooldown() {
        reconciler.evaluate();
        target.desired = 5;
        target.ready = 5;
        queueBuildsUp();
        reconciler.evaluate();
        assertThat(target.calls).isEmpty();
        assertThat(explanation().reason()).isEqualTo(Reason.COOLDOWN);
        assertThat(store.decisions("worker-llm", null, 9))
                .filteredOn(line -> line.explanation().reason() == Reason.DRIFT)
                .singleElement()
                .satisfies(
                        line -> assertThat(line.explanation().verdicts().get(0).detail())
                                .isEqualTo("somebody else changed the count from 2 to 5:"
                                        + " new worker-llm_3, worker-llm_4, worker-llm_5"));
        later(Duration.ofMinutes(9));
        reconciler.evaluate();
        assertThat(target.calls).isEmpty();
        later(Duration.ofMinutes(1));
        queueBuildsUp();
        reconciler.evaluate();
        assertThat(target.calls).containsExactly(6);
    }

    @Test
    void aCountThatWasChangedWhileHeadroomWasStoppedIsSeenAtTheStart() {
        reconciler.evaluate();
        reconciler.close();
        target.desired = 3;
        reconciler = reconciler();
        reconciler.evaluate();
        assertThat(target.calls).isEmpty();
        assertThat(store.actions(START)).singleElement().satisfies(action -> {
            assertThat(action.from()).isEqualTo(2);
            assertThat(action.to()).isEqualTo(3);
            assertThat(action.source().kind()).isEqualTo(Source.Kind.FOREIGN);
        });
    }

    @Test
    void itsOwnRolloutsAreNoDrift() {
        queueBuildsUp();
        reconciler.evaluate();
        target.ready = 3;
        later(Duration.ofSeconds(1));
        reconciler.evaluate();
        reconciler.evaluate();
        assertThat(store.actions(START)).extracting(Action::result).containsExactly(Action.Result.DONE);
        assertThat(store.decisions("worker-llm", null, 9))
                .noneMatch(line -> line.explanation().reason() == Reason.DRIFT);
    }

    @Test
    void aRolloutThatIsOvertakenIsNotFoughtOver() {
        queueBuildsUp();
        reconciler.evaluate();
        target.desired = 7;
        later(Duration.ofSeconds(1));
        reconciler.evaluate();
        assertThat(target.calls).containsExactly(3);
        assertThat(store.actions(START)).extracting(Action::result).contains(Action.Result.OVERTAKEN);
        reconciler.evaluate();
        assertThat(store.decisions("worker-llm", null, 9))
                .anyMatch(line -> line.explanation().reason() == Reason.DRIFT
                        && line.explanation().to() == 7);
        assertThat(target.calls).containsExactly(3);
    }

    @Test
    void aRolloutOfAServiceThatThePolicyDoesNotNameAnyMoreEndsAndHoldsNothing() {
        Action planned = new Action(
                "a1", "gone", now, Source.trigger("queue_length"), Set.of(), 2, 3, Action.Result.RUNNING, null);
        store.begin(
                new Rollout(
                        planned,
                        Phase.WARMING,
                        now,
                        "",
                        Set.of(),
                        List.of(new Seat.OnGpu("gone", 0, "GPU-0", 25L << 30, 0, now))),
                Explanation.unknown("gone", now, ""));
        reconciler.evaluate();
        assertThat(store.rollouts()).as("whose places on GPUs would stay taken").isEmpty();
        assertThat(store.actions(START)).extracting(Action::result).containsExactly(Action.Result.OVERTAKEN);
        assertThat(store.decisions("gone", null, 9))
                .anyMatch(line -> line.detail().contains("does not name the service any more"));
        assertThat(target.calls).isEmpty();
    }

    @Test
    void aTargetThatFailsInAWayThatItDoesNotDeclareIsUnknownAsAnyOther() {
        target.fault = new IllegalStateException("no such element");
        reconciler.evaluate();
        assertThat(new Statuses(reconciler).unknown().get("worker-llm"))
                .contains("a fault of Headroom", "no such element");
        assertThat(explanation().reason()).isEqualTo(Reason.TARGET_UNKNOWN);
        target.fault = null;
        reconciler.evaluate();
        assertThat(new Statuses(reconciler).unknown()).isEmpty();
    }

    @Test
    void aPlannedRolloutIsLookedAtOnceMoreAfterACrash() {
        queueBuildsUp();
        Action planned = new Action(
                "a1", "worker-llm", now, Source.trigger("queue_length"), Set.of(), 2, 3, Action.Result.RUNNING, null);
        store.begin(Rollout.planned(planned), Explanation.unknown("worker-llm", now, ""));
        later(Duration.ofMinutes(8));
        reconciler.evaluate();
        assertThat(target.calls).isEmpty();
        assertThat(store.actions(START)).extracting(Action::result).containsExactly(Action.Result.CANCELLED);
        assertThat(store.decisions("worker-llm", null, 9))
                .anyMatch(line -> line.detail().equals("no longer wanted: nothing asks for a change"));
    }

    @ParameterizedTest
    @ValueSource(longs = {3600, 86_400, -3600, -86_400})
    void aClockThatIsSetNeitherEndsACooldownNorMakesItLonger(long jump) {
        queueBuildsUp();
        reconciler.evaluate();
        target.ready = 3;
        reconciler.evaluate();
        later(Duration.ofMinutes(4));
        reconciler.evaluate();
        now = now.plusSeconds(jump);
        queueBuildsUp();
        later(Duration.ofMinutes(5));
        reconciler.evaluate();
        assertThat(target.calls).as("nine minutes passed").containsExactly(3);
        later(Duration.ofMinutes(1));
        queueBuildsUp();
        reconciler.evaluate();
        assertThat(target.calls).as("ten minutes passed").containsExactly(3, 4);
    }

    @Test
    void aClockThatWasSetBackWhileHeadroomWasStoppedHoldsNobodyLongerThanOneCooldown() {
        queueBuildsUp();
        reconciler.evaluate();
        target.ready = 3;
        reconciler.evaluate();
        reconciler.close();
        now = now.minus(Duration.ofHours(5));
        reconciler = reconciler();
        reconciler.evaluate();
        later(Duration.ofMinutes(10));
        queueBuildsUp();
        reconciler.evaluate();
        assertThat(target.calls).containsExactly(3, 4);
    }

    @Test
    void whileAStepTakesLongWhatWasSeenBeforeItIsShown() {
        CountDownLatch answers = new CountDownLatch(1);
        target.whenScaled = () -> assertThat(awaited(answers)).isTrue();
        queueBuildsUp();
        reconciler.evaluate();
        later(Duration.ofSeconds(90));
        reconciler.evaluate();
        assertThat(target.calls).as("the target has not answered yet").isEmpty();
        assertThat(new Statuses(reconciler).all())
                .extracting(ServiceStatus::desired)
                .containsExactly(2);
        assertThat(explanation().from()).isEqualTo(2);
        assertThat(new Statuses(reconciler).unknown()).isEmpty();
        answers.countDown();
        while (target.calls.isEmpty()) {
            Thread.onSpinWait();
        }
        reconciler.evaluate();
        assertThat(new Statuses(reconciler).all())
                .extracting(ServiceStatus::desired)
                .containsExactly(3);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoDoesNotLeadOnlyLooks() {
        reconciler.close();
        store.lead(false);
        reconciler = reconciler();
        queueBuildsUp();
        reconciler.evaluate();
        assertThat(target.calls).isEmpty();
        assertThat(store.actions(START)).isEmpty();
        assertThat(reconciler.observation("worker-llm")).isPresent();
    }

    private Reconciler reconciler() {
        witness = new Witness(new Witness.Terms(Duration.ofHours(1), Watchdog.none(), false), moment());
        return new Reconciler(
                policy,
                lifecycle,
                new Ports(store, target, hooks, this::moment, Duration.ofMinutes(1)),
                witness,
                new Outcomes() {});
    }

    private Moment moment() {
        return new Moment(now, elapsed);
    }

    private Explanation explanation() {
        return reconciler.explanation("worker-llm").orElseThrow();
    }

    private void queueBuildsUp() {
        Alert alert = new Alert(
                new Fingerprint("00000000000000a1"),
                Map.of(
                        "alertname",
                        "LLMQueueBuildup",
                        "service",
                        "worker-llm",
                        "trigger",
                        "queue_length",
                        "scale",
                        "up"),
                Map.of(),
                now);
        List<AlertUpdate> updates = List.of(AlertUpdate.firing(alert));
        store.receive(updates, moment());
        witness.webhook(updates, moment()).run();
    }

    private void later(Duration duration) {
        now = now.plus(duration);
        elapsed = elapsed.plus(duration);
    }
}

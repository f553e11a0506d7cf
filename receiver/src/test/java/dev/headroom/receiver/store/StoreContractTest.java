package dev.headroom.receiver.store;

import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.action;
import static dev.headroom.receiver.store.Samples.alert;
import static dev.headroom.receiver.store.Samples.at;
import static dev.headroom.receiver.store.Samples.hold;
import static dev.headroom.receiver.store.Samples.in;
import static dev.headroom.receiver.store.Samples.planned;
import static dev.headroom.receiver.store.Samples.scale;
import static dev.headroom.receiver.store.Samples.steady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does. */
public abstract class StoreContractTest {
    protected static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofMinutes(7), Duration.ofSeconds(15));

    protected Store store;

    /** A store without content. */
    protected abstract Store create();

    /** Closes the store and opens what it left; the same one where nothing outlives it. */
    protected abstract Store reopened(Store before);

    @BeforeEach
    void open() {
        store = create();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keepsAFiringAlertWithAllThatWasSaidOfIt() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), at(5));
        store = reopened(store);
        assertThat(store.alerts())
                .containsExactly(new AlertState(alert(1, T0), AlertState.Phase.FIRING, at(5), at(5), null));
    }

    @Test
    void keepsATombstoneOfAnAlertThatEnded() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), at(5));
        store.receive(List.of(AlertUpdate.resolved(alert(1, T0), at(60))), at(65));
        store = reopened(store);
        assertThat(store.alerts())
                .containsExactly(new AlertState(alert(1, T0), AlertState.Phase.RESOLVED, at(65), at(65), at(60)));
    }

    @Test
    void aDuplicateOnlyMovesTheTimeOfTheLastSightAndThatLasts() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), at(5));
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), at(90));
        store = reopened(store);
        assertThat(store.alerts())
                .containsExactly(new AlertState(alert(1, T0), AlertState.Phase.FIRING, at(5), at(90), null));
    }

    @Test
    void aFiringThatComesAfterItsEndDoesNotFire() {
        store.receive(List.of(AlertUpdate.resolved(alert(1, T0), at(60))), at(65));
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), at(66));
        store = reopened(store);
        assertThat(firing()).isEmpty();
        assertThat(store.alerts()).extracting(AlertState::phase).containsExactly(AlertState.Phase.SUSPECT);
    }

    @Test
    void aReplayOfAnEarlierEpisodeLeavesTheLaterOneFiring() {
        store.receive(List.of(AlertUpdate.firing(alert(1, at(100)))), at(101));
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), at(102));
        store.receive(List.of(AlertUpdate.resolved(alert(1, T0), at(60))), at(103));
        assertThat(firing()).containsExactly(alert(1, at(100)));
    }

    @Test
    void oneBodyMayHoldBothEndAndStartOfOtherAlerts() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0)), AlertUpdate.firing(alert(2, T0))), at(1));
        store.receive(
                List.of(AlertUpdate.resolved(alert(1, T0), at(30)), AlertUpdate.firing(alert(3, at(20)))), at(31));
        store = reopened(store);
        assertThat(firing()).containsExactlyInAnyOrder(alert(2, T0), alert(3, at(20)));
    }

    @Test
    void aCompleteListTakesAwayWhatItLacksAndConfirmsWhatItHas() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0)), AlertUpdate.firing(alert(2, T0))), at(1));
        store.receive(List.of(AlertUpdate.firing(alert(3, T0))), at(20));
        store.reconcile(List.of(alert(2, T0), alert(4, T0)), true, at(15), at(21));
        store = reopened(store);
        assertThat(firing())
                .as("3 was heard of after the list was asked for")
                .containsExactlyInAnyOrder(alert(2, T0), alert(3, T0), alert(4, T0));
    }

    @Test
    void anIncompleteListTakesNothingAway() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), at(1));
        store.reconcile(List.of(alert(2, T0)), false, at(15), at(16));
        assertThat(firing()).containsExactlyInAnyOrder(alert(1, T0), alert(2, T0));
    }

    @Test
    void aListConfirmsASuspectAndKeepsTombstones() {
        store.receive(
                List.of(AlertUpdate.resolved(alert(1, T0), at(60)), AlertUpdate.resolved(alert(2, T0), at(60))),
                at(65));
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), at(66));
        store.reconcile(List.of(alert(1, T0)), true, at(70), at(71));
        store = reopened(store);
        assertThat(firing()).containsExactly(alert(1, T0));
        assertThat(store.alerts()).hasSize(2);
    }

    @Test
    void beginWritesActionRolloutAndHistoryTogether() {
        Rollout rollout = planned("a1", "worker-llm", T0);
        store.begin(rollout, scale("worker-llm", T0));
        store = reopened(store);
        assertThat(store.actions(at(-1))).containsExactly(rollout.action());
        assertThat(store.rollouts()).containsExactly(rollout);
        DecisionRecord line = store.latest("worker-llm").orElseThrow();
        assertThat(line.explanation()).isEqualTo(scale("worker-llm", T0));
        assertThat(line.result()).isEqualTo("running");
    }

    @Test
    void aSecondRolloutOfAServiceIsRefusedAndLeavesNoTrace() {
        store.begin(planned("a1", "app", T0), scale("app", T0));
        assertThatThrownBy(() -> store.begin(planned("a2", "app", at(1)), scale("app", at(1))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("a2")
                .hasMessageContaining("app");
        store.begin(planned("a3", "worker-rl", at(2)), scale("worker-rl", at(2)));
        store = reopened(store);
        assertThat(store.actions(T0)).extracting(Action::id).containsExactly("a1", "a3");
        assertThat(store.rollouts()).extracting(Rollout::service).containsExactly("app", "worker-rl");
        assertThat(store.decisions(null, null, 10)).hasSize(2);
    }

    @Test
    void anActionIdIsUsedOnce() {
        store.begin(planned("a1", "app", T0), scale("app", T0));
        assertThatThrownBy(() -> store.begin(planned("a1", "worker-rl", T0), scale("worker-rl", T0)))
                .isInstanceOf(StoreException.class);
        assertThat(store.rollouts()).hasSize(1);
        assertThat(store.decisions(null, null, 10)).hasSize(1);
    }

    @Test
    void saveMovesARolloutOn() {
        Rollout rollout = planned("a1", "app", T0);
        store.begin(rollout, scale("app", T0));
        store.save(in(rollout, Phase.SCALING, at(1), ""));
        store.save(in(rollout, Phase.VERIFYING, at(2), "waits for app-3"));
        store = reopened(store);
        assertThat(store.rollouts()).containsExactly(in(rollout, Phase.VERIFYING, at(2), "waits for app-3"));
        assertThat(store.actions(T0)).containsExactly(rollout.action());
    }

    @Test
    void anEndedRolloutEndsItsActionAndTellsTheHistory() {
        assertEnds(Phase.DONE, Action.Result.DONE, "done");
        assertEnds(Phase.FAILED, Action.Result.FAILED, "failed");
        assertEnds(Phase.CANCELLED, Action.Result.CANCELLED, "cancelled");
    }

    private void assertEnds(Phase phase, Action.Result result, String word) {
        Rollout rollout = planned("id-" + word, "app", T0);
        store.begin(rollout, scale("app", T0));
        store.save(in(rollout, phase, at(9), "because"));
        store = reopened(store);
        assertThat(store.rollouts()).isEmpty();
        assertThat(store.actions(T0)).contains(rollout.action().finished(result, at(9)));
        assertThat(store.latest("app").orElseThrow().result()).isEqualTo(word);
    }

    @Test
    void anEndedRolloutStaysAsItEnded() {
        Rollout rollout = planned("a1", "app", T0);
        store.begin(rollout, scale("app", T0));
        store.save(in(rollout, Phase.CANCELLED, at(1), "taken back"));
        store.save(in(rollout, Phase.CANCELLED, at(1), "taken back"));
        assertThatThrownBy(() -> store.save(in(rollout, Phase.SCALING, at(2), "")))
                .isInstanceOf(StoreException.class);
        assertThat(store.rollouts()).isEmpty();
        assertThat(store.actions(T0)).extracting(Action::result).containsExactly(Action.Result.CANCELLED);
    }

    @Test
    void aRolloutThatWasNeverBegunCannotBeSaved() {
        assertThatThrownBy(() -> store.save(planned("ghost", "app", T0)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("ghost");
        assertThat(store.rollouts()).isEmpty();
    }

    @Test
    void actionsAreThoseSinceAndThoseThatStillRunOldestFirst() {
        finished("old", "app", at(0));
        store.begin(planned("running", "worker-rl", at(1)), scale("worker-rl", at(1)));
        finished("later", "app", at(20));
        finished("border", "app", at(10));
        assertThat(store.actions(at(10))).extracting(Action::id).containsExactly("running", "border", "later");
    }

    private void finished(String id, String service, Instant when) {
        Rollout rollout = planned(id, service, when);
        store.begin(rollout, scale(service, when));
        store.save(in(rollout, Phase.DONE, when.plusSeconds(1), ""));
    }

    @Test
    void historyIsNewestFirstByServiceTimeAndNumber() {
        store.record(hold("app", at(1)));
        store.record(steady("worker-llm", at(2)));
        store.record(hold("app", at(3)));
        store.record(hold("app", at(4)));
        store = reopened(store);
        assertThat(times(store.decisions(null, null, 10))).containsExactly(at(4), at(3), at(2), at(1));
        assertThat(times(store.decisions("app", null, 2))).containsExactly(at(4), at(3));
        assertThat(times(store.decisions("app", at(3), 10))).containsExactly(at(1));
        assertThat(store.latest("worker-llm").orElseThrow().explanation()).isEqualTo(steady("worker-llm", at(2)));
        assertThat(store.latest("app").orElseThrow().explanation()).isEqualTo(hold("app", at(4)));
        assertThat(store.latest("app").orElseThrow().result()).isEmpty();
        assertThat(store.latest("worker-rl")).isEmpty();
    }

    private static List<Instant> times(List<DecisionRecord> lines) {
        return lines.stream().map(line -> line.explanation().at()).toList();
    }

    @Test
    void historyNumbersGrowAndAreNotUsedAgain() {
        store.record(hold("app", at(1)));
        long first = store.latest("app").orElseThrow().id();
        store.compact(at(100), at(50));
        store.record(hold("app", at(60)));
        assertThat(store.latest("app").orElseThrow().id()).isGreaterThan(first);
    }

    @Test
    void anOverrideReplacesTheOneBeforeUntilItExpiresOrIsReleased() {
        store.put(pin("app", 4, at(60)));
        store.put(pin("app", 5, at(90)));
        store.put(pin("worker-rl", 1, at(30)));
        store = reopened(store);
        assertThat(store.overrides(at(29))).containsExactly(pin("app", 5, at(90)), pin("worker-rl", 1, at(30)));
        assertThat(store.overrides(at(30))).containsExactly(pin("app", 5, at(90)));
        store.release("app");
        store.release("app");
        store = reopened(store);
        assertThat(store.overrides(at(29))).containsExactly(pin("worker-rl", 1, at(30)));
    }

    private static ManualOverride pin(String service, int replicas, Instant expires) {
        return new ManualOverride(service, ManualOverride.Kind.PIN, replicas, "ann", "launch day", expires);
    }

    @Test
    void notesAreKeptByName() {
        assertThat(store.note("simulated")).isEmpty();
        store.note("simulated", "{\"app\":2}");
        store.note("simulated", "{\"app\":3}");
        store.note("other", "");
        store = reopened(store);
        assertThat(store.note("simulated")).contains("{\"app\":3}");
        assertThat(store.note("other")).contains("");
    }

    @Test
    void compactForgetsWhatExpiredAndWhatIsOldButNothingThatRuns() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0)), AlertUpdate.resolved(alert(2, T0), at(5))), at(10));
        store.begin(planned("running", "worker-rl", at(1)), scale("worker-rl", at(1)));
        finished("old", "app", at(2));
        store.record(hold("app", at(3)));
        finished("new", "app", at(400));
        store.compact(at(10 + 7 * 60 + 1), at(300));
        store = reopened(store);
        assertThat(store.alerts())
                .extracting(state -> state.alert().fingerprint())
                .containsExactly(alert(2, T0).fingerprint());
        assertThat(store.actions(Instant.EPOCH)).extracting(Action::id).containsExactly("running", "new");
        assertThat(store.decisions(null, null, 10))
                .extracting(DecisionRecord::result)
                .containsExactly("done", "running");
        assertThat(store.rollouts()).extracting(Rollout::action).containsExactly(action("running", "worker-rl", at(1)));
    }

    @Test
    void compactKeepsWhatIsOnTheBorder() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), at(0));
        store.record(hold("app", at(300)));
        store.compact(at(7 * 60), at(300));
        assertThat(store.alerts()).hasSize(1);
        assertThat(store.decisions(null, null, 10)).hasSize(1);
    }

    @Test
    void probeSucceedsAndChangesNothing() {
        store.probe();
        store.probe();
        assertThat(store.alerts()).isEmpty();
        assertThat(store.decisions(null, null, 10)).isEmpty();
    }

    @Test
    void aClosedStoreTakesNothing() {
        store.close();
        assertThatThrownBy(() -> store.receive(List.of(AlertUpdate.firing(alert(1, T0))), T0))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(store::probe).isInstanceOf(StoreException.class);
    }

    @Test
    void manyThreadsAtOnceLoseNothing() throws Exception {
        int threads = 32;
        int each = 10;
        atOnce(threads, thread -> {
            for (int i = 0; i < each; i++) {
                store.receive(List.of(AlertUpdate.firing(alert(thread * each + i, T0))), at(1));
            }
        });
        store = reopened(store);
        assertThat(firing()).hasSize(threads * each);
    }

    @Test
    void ofManyThatBeginAtOnceOneWins() throws Exception {
        List<String> refused = new ArrayList<>();
        atOnce(32, thread -> {
            try {
                store.begin(planned("a" + thread, "app", at(thread)), scale("app", at(thread)));
            } catch (StoreException e) {
                synchronized (refused) {
                    refused.add("a" + thread);
                }
            }
        });
        assertThat(refused).hasSize(31);
        assertThat(store.rollouts()).hasSize(1);
        assertThat(store.actions(T0)).hasSize(1);
        assertThat(store.decisions("app", null, 100)).hasSize(1);
        assertThat(refused).doesNotContain(store.rollouts().get(0).action().id());
    }

    /** One thread's share of a concurrent test. */
    protected interface Share {
        void run(int thread) throws Exception;
    }

    protected static void atOnce(int threads, Share share) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                all.add(pool.submit(() -> {
                    start.await();
                    share.run(thread);
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    protected List<Alert> firing() {
        return store.alerts().stream()
                .filter(AlertState::firing)
                .map(AlertState::alert)
                .toList();
    }
}

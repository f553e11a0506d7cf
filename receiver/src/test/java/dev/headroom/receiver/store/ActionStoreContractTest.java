package dev.headroom.receiver.store;

import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.at;
import static dev.headroom.receiver.store.Samples.hold;
import static dev.headroom.receiver.store.Samples.in;
import static dev.headroom.receiver.store.Samples.planned;
import static dev.headroom.receiver.store.Samples.scale;
import static dev.headroom.receiver.store.Samples.steady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.json.StoredJson;
import dev.headroom.receiver.time.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every store does with actions, rollouts and history. */
abstract class ActionStoreContractTest extends AlertStoreContractTest {
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
    void theRolloutOfAServiceIsFoundUntilItEnds() {
        Rollout rollout = planned("a1", "app", T0);
        store.begin(planned("a2", "worker-rl", T0), scale("worker-rl", T0));
        store.begin(rollout, scale("app", T0));
        assertThat(store.rollout("app")).contains(rollout);
        assertThat(store.rollout("worker-llm")).isEmpty();
        Rollout moved = in(rollout, Phase.SCALING, at(1), "");
        store.save(moved);
        store = reopened(store);
        assertThat(store.rollout("app")).contains(moved);
        store.save(in(rollout, Phase.DONE, at(2), ""));
        assertThat(store.rollout("app")).isEmpty();
        assertThat(store.rollouts()).extracting(Rollout::service).containsExactly("worker-rl");
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
    void aLineOfTheHistoryIsFoundByItsId() {
        store.begin(planned("a1", "app", T0), scale("app", T0));
        store.record(hold("worker-llm", at(1)));
        for (DecisionRecord line : store.decisions(null, null, 10)) {
            assertThat(store.decision(line.id())).contains(line);
        }
        assertThat(store.decision(0)).isEmpty();
        assertThat(store.decision(Long.MAX_VALUE)).isEmpty();
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
    void theHistoryTellsTheStepsOfARolloutAndWhatItHadToSay() {
        Rollout rollout = planned("a1", "app", T0);
        store.begin(rollout, scale("app", T0));
        store.save(in(rollout, Phase.SCALING, T0, ""));
        store.save(in(rollout, Phase.VERIFYING, at(2), ""));
        store.save(in(rollout, Phase.VERIFYING, at(2), "waits for app-3"));
        store.save(in(rollout, Phase.DONE, at(5), "app-1 had to be killed"));
        store.record(hold("app", at(6)));
        store = reopened(store);
        assertThat(store.decisions("app", null, 2).get(0).steps()).isEmpty();
        DecisionRecord told = store.decisions("app", null, 2).get(1);
        assertThat(told.detail()).isEqualTo("app-1 had to be killed");
        assertThat(told.steps())
                .extracting(step -> step.phase() + " " + step.entered())
                .containsExactly("planned " + T0, "scaling " + T0, "verifying " + at(2), "done " + at(5));
    }

    @Test
    void theReplicasThatAreKeptAreKept() {
        Rollout rollout = planned("a1", "app", T0);
        store.begin(rollout, scale("app", T0));
        Rollout chosen = new Rollout(rollout.action(), Phase.DRAINING, at(1), "", Set.of("app-1", "app-3"));
        store.save(chosen);
        store = reopened(store);
        assertThat(store.rollouts()).containsExactly(chosen);
    }

    @Test
    void thePlacesThatTheVersionBeforeStoredAreRead() {
        assertThat(StoredJson.seats(
                        "[{\"service\":\"app\",\"gpu\":1,\"uuid\":\"GPU-b\",\"bytes\":25,\"usedBefore\":3,\"at\":\""
                                + T0 + "\"}]"))
                .containsExactly(new Seat.OnGpu("app", 1, "GPU-b", 25, 3, T0));
    }

    @Test
    void thePlacesOnGpusAndNodesAreKeptFromTheBeginningThroughEveryPhase() {
        List<Seat> seats = List.of(
                new Seat.OnGpu("app", 1, "GPU-b", 25L << 30, 3L << 30, T0), new Seat.OnNode("app", "gpu-1", 2, 4, T0));
        Rollout rollout = Rollout.planned(planned("a1", "app", T0).action(), seats);
        store.begin(rollout, scale("app", T0));
        assertThat(store.rollouts()).containsExactly(rollout);
        Rollout warming = new Rollout(rollout.action(), Phase.WARMING, at(1), "", Set.of("app-1"), seats);
        store.save(warming);
        store = reopened(store);
        assertThat(store.rollouts()).containsExactly(warming);
    }

    @Test
    void whatSomebodyElseDidIsAnEndedActionWithoutARollout() {
        Action foreign = new Action(
                "f1",
                "app",
                at(1),
                new Source(Source.Kind.FOREIGN, "foreign"),
                Set.of(),
                2,
                5,
                Action.Result.DONE,
                at(1));
        store.begin(planned("a1", "app", T0), scale("app", T0));
        store.adopt(foreign, hold("app", at(1)));
        store = reopened(store);
        assertThat(store.actions(T0)).contains(foreign);
        assertThat(store.rollouts()).hasSize(1);
        assertThat(store.latest("app").orElseThrow().explanation()).isEqualTo(hold("app", at(1)));
    }

    @Test
    void anEndedRolloutEndsItsActionAndTellsTheHistory() {
        assertEnds(Phase.DONE, Action.Result.DONE, "done");
        assertEnds(Phase.FAILED, Action.Result.FAILED, "failed");
        assertEnds(Phase.ABANDONED, Action.Result.ABANDONED, "abandoned");
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

    protected void finished(String id, String service, Instant when) {
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
        store.compact(Moment.steady(at(100)), at(50));
        store.record(hold("app", at(60)));
        assertThat(store.latest("app").orElseThrow().id()).isGreaterThan(first);
    }
}

package dev.headroom.receiver.store;

import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.action;
import static dev.headroom.receiver.store.Samples.alert;
import static dev.headroom.receiver.store.Samples.at;
import static dev.headroom.receiver.store.Samples.hold;
import static dev.headroom.receiver.store.Samples.planned;
import static dev.headroom.receiver.store.Samples.scale;
import static dev.headroom.receiver.store.Samples.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.usage.Span;
import dev.headroom.receiver.usage.SpanStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store does. */
public abstract class StoreContractTest extends ActionStoreContractTest {
    @Test
    void anOverrideReplacesTheOneBeforeUntilItExpiresOrIsReleased() {
        put(pin("app", 4, at(60)));
        put(pin("app", 5, at(90)));
        put(pin("worker-rl", 1, at(30)));
        store = reopened(store);
        assertThat(store.overrides(at(29))).containsExactly(pin("app", 5, at(90)), pin("worker-rl", 1, at(30)));
        assertThat(store.overrides(at(30))).containsExactly(pin("app", 5, at(90)));
        release(pin("app", 4, at(60)));
        release(pin("app", 5, at(90)));
        release(pin("app", 5, at(90)));
        store = reopened(store);
        assertThat(store.overrides(at(29))).containsExactly(pin("worker-rl", 1, at(30)));
        assertThat(store.decisions("app", null, 10))
                .extracting(line -> line.explanation().note())
                .containsExactly("release 5", "put 5", "put 4");
    }

    @Test
    void anExpiredOverrideIsKeptUntilItsEndIsTold() {
        put(pin("app", 4, at(60)));
        store.compact(Moment.steady(at(90)), T0);
        store = reopened(store);
        assertThat(store.overrides(at(90))).isEmpty();
        assertThat(store.overrides(T0)).containsExactly(pin("app", 4, at(60)));
    }

    private void put(ManualOverride override) {
        store.put(override, Explanation.order(override.service(), T0, 2, null, "put " + override.replicas()));
    }

    private void release(ManualOverride override) {
        store.release(override, Explanation.order(override.service(), T0, 2, null, "release " + override.replicas()));
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
    void spansAreKeptByServiceInPlaceOfThoseThatBeginNoEarlier() {
        keep("app", 0, span(0, 60), span(60, 120), span(120, 130));
        keep("worker-rl", 0, span(0, 10));
        keep("app", 60, span(120, 180), span(180, 180));
        store = reopened(store);
        assertThat(store.spans("app")).containsExactly(span(60, 120), span(120, 180), span(180, 180));
        keep("app", 60, span(90, 91));
        store = reopened(store);
        assertThat(store.spans("app")).as("after the clock was set back").containsExactly(span(60, 120), span(90, 91));
        assertThat(store.spans("worker-rl")).containsExactly(span(0, 10));
        assertThat(store.spans("worker-llm")).isEmpty();
    }

    private void keep(String service, long since, Span... latest) {
        store.keep(List.of(new SpanStore.News(service, span(since, since).from(), List.of(latest))));
    }

    @Test
    void compactForgetsWhatExpiredAndWhatIsOldButNothingThatRuns() {
        store.receive(
                List.of(AlertUpdate.firing(alert(1, T0)), AlertUpdate.resolved(alert(2, T0), at(5))),
                Moment.steady(at(10)));
        store.begin(planned("running", "worker-rl", at(1)), scale("worker-rl", at(1)));
        finished("old", "app", at(2));
        store.record(hold("app", at(3)));
        finished("new", "app", at(400));
        store.compact(Moment.steady(at(10 + 2 * 7 * 60 + 1)), at(300));
        store = reopened(store);
        assertThat(store.alerts())
                .extracting(state -> state.alert().fingerprint())
                .as("an end that was told is forgotten, one that was noticed later is not")
                .containsExactly(alert(1, T0).fingerprint());
        assertThat(store.actions(Instant.EPOCH)).extracting(Action::id).containsExactly("running", "new");
        assertThat(store.decisions(null, null, 10))
                .extracting(DecisionRecord::result)
                .containsExactly("done", "running");
        assertThat(store.rollouts()).extracting(Rollout::action).containsExactly(action("running", "worker-rl", at(1)));
    }

    @Test
    void compactKeepsWhatIsOnTheBorder() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(at(0)));
        store.record(hold("app", at(300)));
        store.compact(Moment.steady(at(7 * 60)), at(300));
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
        assertThatThrownBy(() -> store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(T0)))
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
                store.receive(List.of(AlertUpdate.firing(alert(thread * each + i, T0))), Moment.steady(at(1)));
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
}

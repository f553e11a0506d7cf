package dev.headroom.receiver.store;

import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.alert;
import static dev.headroom.receiver.store.Samples.at;
import static dev.headroom.receiver.store.Samples.hold;
import static dev.headroom.receiver.store.Samples.in;
import static dev.headroom.receiver.store.Samples.planned;
import static dev.headroom.receiver.store.Samples.scale;
import static dev.headroom.receiver.store.Samples.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.usage.SpanStore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every store does of which several processes can come to lead. */
public abstract class SharedStoreContractTest extends StoreContractTest {

    /** Another one's term has begun, and the store's own process believes to lead yet, where that is possible. */
    protected abstract void overtake();

    /** Believes to lead again, whatever it was told. */
    protected abstract void believe();

    /** The store's own process knows that it leads no more. */
    protected abstract void standBy();

    @Test
    void whatALeaderWritesIsRefusedOnceALaterTermHasBegun() {
        Rollout rollout = planned("a1", "app", T0);
        store.begin(rollout, scale("app", T0));
        store.note("simulated:app", "2");
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(T0));
        overtake();
        writes(rollout).forEach((what, write) -> {
            believe();
            assertThatThrownBy(write)
                    .as(what)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("does not lead any more");
        });
        assertThat(store.actions(Instant.EPOCH)).containsExactly(rollout.action());
        assertThat(store.rollouts()).containsExactly(rollout);
        assertThat(store.decisions(null, null, 10)).hasSize(1);
        assertThat(store.note("simulated:app")).contains("2");
        assertThat(store.spans("app")).isEmpty();
        assertThat(store.alerts()).hasSize(1);
    }

    private Map<String, ThrowingCallable> writes(Rollout rollout) {
        Action foreign = planned("f1", "worker-rl", at(1)).action().finished(Action.Result.DONE, at(1));
        Map<String, ThrowingCallable> writes = new LinkedHashMap<>();
        writes.put("begin", () -> store.begin(planned("a2", "worker-llm", at(1)), scale("worker-llm", at(1))));
        writes.put("save", () -> store.save(in(rollout, Phase.SCALING, at(1), "")));
        writes.put("end", () -> store.save(in(rollout, Phase.DONE, at(1), "")));
        writes.put("adopt", () -> store.adopt(foreign, hold("worker-rl", at(1))));
        writes.put("note", () -> store.note("simulated:app", "9"));
        writes.put("keep", () -> store.keep(List.of(new SpanStore.News("app", T0, List.of(span(0, 60))))));
        writes.put("compact", () -> store.compact(Moment.steady(at(100_000_000)), at(100_000_000)));
        return writes;
    }

    @Test
    void whoStandsByStoresWhatItIsToldAndNothingElse() {
        Rollout rollout = planned("a1", "app", T0);
        store.begin(rollout, scale("app", T0));
        overtake();
        standBy();
        writes(rollout)
                .forEach((what, write) -> assertThatThrownBy(write)
                        .as(what)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("not lead"));
        ManualOverride pin = new ManualOverride("app", ManualOverride.Kind.PIN, 4, "ann", "launch day", at(60));
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(T0));
        store.reconcile(List.of(alert(2, T0)), false, Moment.steady(T0), Moment.steady(T0));
        store.put(pin, hold("app", at(1)));
        store.record(hold("worker-llm", at(2)));
        assertThat(store.alerts()).hasSize(2);
        assertThat(store.overrides(T0)).containsExactly(pin);
        store.release(pin, hold("app", at(3)));
        assertThat(store.overrides(T0)).isEmpty();
        assertThat(store.decisions(null, null, 10)).hasSize(4);
    }
}

package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.hook.simulated.SimulatedHooks;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.reconcile.Orders.Placing.Blocked;
import dev.headroom.receiver.reconcile.Orders.Placing.Stands;
import dev.headroom.receiver.store.memory.InMemoryStore;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders in the running loop: what is begun, what the history tells, when an override ends. */
class RecordedOrdersTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final String POLICY = """
            version: 1
            services:
              app:
                min_replicas: 2
                max_replicas: 8
                scale_up_increment: 1
                scale_down_increment: 1
                triggers:
                  cpu: {cooldown: 10m}
            """;

    @TempDir
    private Path folder;

    private final InMemoryStore store = new InMemoryStore(new AlertLifecycle(Duration.ofMinutes(7), null));
    private final AtomicInteger nudges = new AtomicInteger();
    private final ScriptedTarget target = new ScriptedTarget();
    private Instant now = START;
    private Reconciler reconciler;
    private RecordedOrders orders;

    @BeforeEach
    void start() throws IOException {
        target.ready = Integer.MAX_VALUE;
        ScalingPolicy policy = PolicyFile.read(Files.writeString(folder.resolve("policy.yml"), POLICY));
        reconciler = new Reconciler(
                policy,
                new AlertLifecycle(Duration.ofMinutes(7), null),
                new Ports(store, target, new SimulatedHooks(), Timepiece.steady(() -> now), Duration.ofHours(2)),
                new Witness(new Witness.Terms(Duration.ofHours(9), Watchdog.none(), false), Moment.steady(now)),
                new Outcomes() {});
        orders = new RecordedOrders(store, reconciler, () -> now, nudges::incrementAndGet);
        reconciler.evaluate();
    }

    @AfterEach
    void stop() {
        reconciler.close();
    }

    private List<String> history() {
        return store.decisions("app", null, 10).stream()
                .map(line -> Sentence.of(line.explanation(), ZoneOffset.UTC))
                .toList();
    }

    private static ManualOverride override(Kind kind, int replicas, String owner) {
        return new ManualOverride("app", kind, replicas, owner, "sale", START.plusSeconds(3600));
    }

    @Test
    void anOrderToScaleIsDurableThenDoneAndStaysInTheLedger() {
        target.whenScaled = () -> assertThat(store.rollouts()).hasSize(1);
        Explanation told = orders.scale(new ManualScale("app", 5, "ana", "load test"));
        assertThat(told.outcome()).isEqualTo(Explanation.Outcome.SCALE);
        assertThat(store.rollouts()).hasSize(1);
        assertThat(nudges).hasValue(1);
        reconciler.evaluate();
        assertThat(target.desired).isEqualTo(5);
        assertThat(store.actions(START))
                .singleElement()
                .satisfies(action -> assertThat(action.source()).isEqualTo(Source.manual("ana")))
                .extracting(Action::triggers)
                .asInstanceOf(InstanceOfAssertFactories.ITERABLE)
                .isEmpty();
        assertThat(history()).contains("app goes from 2 to 5: ana asks for 5: load test");
    }

    @Test
    void aRefusedOrderIsInTheHistoryAndLeavesTheLatestJudgementAlone() {
        orders.put(override(Kind.FREEZE, 0, "bob"), false);
        Explanation told = orders.scale(new ManualScale("app", 5, "ana", "load test"));
        assertThat(told.reason()).isEqualTo(Reason.OVERRIDE);
        assertThat(store.rollouts()).isEmpty();
        assertThat(history().get(0))
                .isEqualTo("app stays at 2: ana asks for 5: load test; freeze until 13:00:00 by bob: sale");
        assertThat(reconciler.explanation("app").orElseThrow().reason()).isEqualTo(Reason.STEADY);
    }

    @Test
    void aFreezeThatComesBeforeTheFirstStepStopsTheOrder() {
        orders.scale(new ManualScale("app", 5, "ana", "load test"));
        orders.put(override(Kind.FREEZE, 0, "bob"), false);
        reconciler.evaluate();
        assertThat(target.desired).isEqualTo(2);
        assertThat(store.actions(START)).extracting(Action::result).containsExactly(Action.Result.CANCELLED);
    }

    @Test
    void anOrderWhileTheTargetDoesNotTellIsRefused() {
        target.failure = "no Docker engine answers";
        reconciler.evaluate();
        Explanation told = orders.scale(new ManualScale("app", 5, "ana", "load test"));
        assertThat(told.reason()).isEqualTo(Reason.TARGET_UNKNOWN);
        assertThat(Sentence.of(told, ZoneOffset.UTC))
                .isEqualTo("app is left as it is: ana asks for 5: load test; the target does not tell: "
                        + "no Docker engine answers");
        assertThat(store.rollouts()).isEmpty();
    }

    @Test
    void aPinDrivesTheCountUntilItExpiresAndEachStepIsTold() {
        orders.put(override(Kind.PIN, 4, "ana"), false);
        reconciler.evaluate();
        reconciler.evaluate();
        assertThat(target.desired).isEqualTo(4);
        assertThat(reconciler.situation().services().get("app").order()).isNotNull();
        now = START.plusSeconds(3600);
        orders.expire();
        orders.expire();
        assertThat(store.overrides(Instant.EPOCH)).isEmpty();
        assertThat(reconciler.situation().services().get("app").order()).isNull();
        assertThat(history())
                .containsSubsequence(
                        "app: pin at 4 by ana: sale has expired",
                        "app goes from 2 to 4: pin:ana, P0; pin at 4 until 13:00:00 by ana: sale",
                        "app: pin at 4 until 13:00:00 by ana: sale");
        assertThat(history().stream().filter(line -> line.endsWith("has expired")))
                .hasSize(1);
    }

    @Test
    void anOverrideThatReplacesAnotherSaysSo() {
        orders.put(override(Kind.FREEZE, 0, "bob"), false);
        assertThat(orders.put(override(Kind.HOLD_UP, 0, "ana"), false))
                .isEqualTo(new Blocked(override(Kind.FREEZE, 0, "bob")));
        assertThat(store.overrides(now)).containsExactly(override(Kind.FREEZE, 0, "bob"));
        assertThat(orders.put(override(Kind.HOLD_UP, 0, "ana"), true))
                .isEqualTo(new Stands(Optional.of(override(Kind.FREEZE, 0, "bob"))));
        assertThat(history().get(0))
                .isEqualTo("app: hold_up until 13:00:00 by ana: sale; it replaces freeze by bob: sale");
        assertThat(store.overrides(now)).containsExactly(override(Kind.HOLD_UP, 0, "ana"));
    }

    @Test
    void anOverrideOfAServiceThatLeavesThePolicyGoesWithItAndThatIsTold() throws IOException {
        orders.put(override(Kind.FREEZE, 0, "bob"), false);
        reconciler.take(
                PolicyFile.read(Files.writeString(folder.resolve("policy.yml"), POLICY.replace("  app:", "  batch:"))));
        orders.expire();
        assertThat(store.overrides(Instant.EPOCH)).isEmpty();
        assertThat(history().get(0))
                .isEqualTo("app: freeze by bob: sale is taken away: the policy does not name app any more");
    }

    @Test
    void aReleaseIsToldWithItsOwnerAndEndsTheOverride() {
        orders.put(override(Kind.FREEZE, 0, "bob"), false);
        assertThat(orders.release("app", "ana", "all fine")).contains(override(Kind.FREEZE, 0, "bob"));
        assertThat(orders.release("app", "ana", "")).isEmpty();
        assertThat(store.overrides(now)).isEmpty();
        assertThat(history().get(0)).isEqualTo("app: ana takes away freeze by bob: sale; all fine");
    }
}

package dev.headroom.receiver.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.ServicePolicy.ScaleDown;
import dev.headroom.receiver.policy.ServicePolicy.Targets;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.target.Observation.Replica;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every target must do; each has a test class that extends this one. */
public abstract class TargetContractTest {
    protected static final ServicePolicy APP = service("app", 1);
    protected static final ServicePolicy LLM = service("worker-llm", 2);
    protected static final ServicePolicy RL = service("worker-rl", 1);

    public static ServicePolicy service(String name, int min) {
        return new ServicePolicy(
                name,
                new ReplicaLimits(min, 8, 1, 1),
                Timings.of(Duration.ZERO, Duration.ofSeconds(120), Duration.ofSeconds(20)),
                GpuNeeds.NONE,
                new ScaleDown(ScaleDownWhen.ANY, false),
                12,
                new Targets(0, 0),
                Map.of());
    }

    /** How many effects the process may still have. */
    protected final AtomicInteger effects = new AtomicInteger(Integer.MAX_VALUE);

    /** Of the target. */
    protected final Fence fence = new Fence(() -> effects.getAndDecrement() > 0);

    /** One on which all services have their smallest count, all ready. */
    protected abstract ScalingTarget target();

    /** Lets pass as much time as replicas need to become ready. */
    protected abstract void untilReady(ServicePolicy service, int count) throws TargetException;

    private Observation observe(ServicePolicy service) throws TargetException {
        return target().observe(service);
    }

    private List<Integer> numbers(ServicePolicy service) throws TargetException {
        return left(service).stream().map(Replica::number).toList();
    }

    /** Those that the count is made of: a platform may let old ones end by themselves. */
    private List<Replica> left(ServicePolicy service) throws TargetException {
        return observe(service).counting();
    }

    @Test
    void freshServiceHasItsReplicasReadyAndNumberedFromOne() throws TargetException {
        Observation fresh = observe(LLM);

        assertThat(fresh.desired()).isEqualTo(2);
        assertThat(fresh.ready()).isEqualTo(2);
        assertThat(numbers(LLM)).containsExactly(1, 2);
        assertThat(fresh.replicas()).extracting(Replica::name).doesNotHaveDuplicates();
    }

    @Test
    void upByOneAddsTheNextNumberWhichIsReadyLater() throws TargetException {
        List<Replica> before = observe(LLM).replicas();

        target().scaleTo(LLM, 3);

        Observation started = observe(LLM);
        assertThat(started.desired()).isEqualTo(3);
        assertThat(started.replicas()).startsWith(before.toArray(Replica[]::new));
        assertThat(started.replicas().get(2).number()).isEqualTo(3);
        assertThat(started.replicas().get(2).startedAt())
                .as("some platforms tell whole seconds")
                .isAfterOrEqualTo(before.get(1).startedAt());
        assertThat(started.replicas().get(2).state())
                .isIn(ReplicaState.CREATED, ReplicaState.STARTING, ReplicaState.READY);
        untilReady(LLM, 3);
        assertThat(observe(LLM).ready()).isEqualTo(3);
    }

    @Test
    void upBySeveralThenDownBySeveralEndsWhereItBegan() throws TargetException {
        List<Replica> before = observe(RL).replicas();

        target().scaleTo(RL, 3);
        untilReady(RL, 3);
        assertThat(numbers(RL)).containsExactly(1, 2, 3);

        target().scaleTo(RL, 1);
        assertThat(observe(RL).desired()).isEqualTo(1);
        if (observe(RL).choice() == Choice.PLATFORM) {
            assertThat(left(RL)).hasSize(1);
        } else {
            assertThat(left(RL)).isEqualTo(before);
        }
    }

    @Test
    void sameCountAgainChangesNothing() throws TargetException {
        target().scaleTo(LLM, 3);
        untilReady(LLM, 3);
        Observation once = observe(LLM);

        target().scaleTo(LLM, 3);

        assertThat(observe(LLM)).isEqualTo(once);
    }

    @Test
    void lessThanNoneIsNothingToTryAgain() throws TargetException {
        Observation before = observe(LLM);

        assertThatThrownBy(() -> target().scaleTo(LLM, -1))
                .isInstanceOfSatisfying(
                        TargetException.class, e -> assertThat(e.kind()).isEqualTo(TargetException.Kind.NEVER));

        assertThat(observe(LLM)).isEqualTo(before);
    }

    @Test
    void whereNothingStraysNothingIsRemoved() throws TargetException {
        target().scaleTo(LLM, 3);
        untilReady(LLM, 3);
        Observation before = observe(LLM);

        target().removeStrays(LLM);

        assertThat(observe(LLM)).isEqualTo(before);
        assertThat(before.lost()).isEmpty();
        assertThat(before.obstacle()).isEmpty();
    }

    @Test
    void whoLeadsNoMoreChangesNothing() throws TargetException {
        Observation before = observe(LLM);
        effects.set(0);

        assertThatThrownBy(() -> target().scaleTo(LLM, 4))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("does not lead any more");
        assertThatThrownBy(() -> target().scaleTo(LLM, 1))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("does not lead any more");

        assertThat(observe(LLM)).isEqualTo(before);
    }

    /** Where the platform takes whom it likes, one of those that were there is left all the same. */
    @Test
    void downStopsTheHighestNumber() throws TargetException {
        List<Replica> before = observe(LLM).replicas();

        target().scaleTo(LLM, 1);

        Observation after = observe(LLM);
        if (after.choice() == Choice.PLATFORM) {
            assertThat(before).containsAll(after.counting());
        } else {
            assertThat(after.counting()).isEqualTo(before.subList(0, 1));
        }
        assertThat(after.ready()).isEqualTo(1);
    }

    @Test
    void downStopsThoseThatAreNotKeptThenTheHighest() throws TargetException {
        assumeTrue(observe(RL).choice() == Choice.FREE, "who stops cannot be chosen on this platform");
        target().scaleTo(RL, 4);
        untilReady(RL, 4);
        List<String> names = observe(RL).replicas().stream().map(Replica::name).toList();

        target().scaleTo(RL, 3, Set.of(names.get(0), names.get(2), names.get(3)));
        assertThat(numbers(RL)).containsExactly(1, 3, 4);

        target().scaleTo(RL, 2, Set.of(names.get(0), names.get(2), names.get(3)));
        assertThat(numbers(RL)).containsExactly(1, 3);

        target().scaleTo(RL, 1, Set.of());
        assertThat(numbers(RL)).containsExactly(1);
    }

    @Test
    void servicesScaleAtTheSameTimeWithoutTouchingEachOther() throws Exception {
        List<Replica> untouched = observe(LLM).replicas();
        ExecutorService lanes = Executors.newFixedThreadPool(2);
        try {
            Future<?> app = lanes.submit(() -> scale(APP, 2));
            Future<?> rl = lanes.submit(() -> scale(RL, 2));
            app.get(120, TimeUnit.SECONDS);
            rl.get(120, TimeUnit.SECONDS);
        } finally {
            lanes.shutdownNow();
        }

        assertThat(numbers(APP)).containsExactly(1, 2);
        assertThat(numbers(RL)).containsExactly(1, 2);
        assertThat(observe(LLM).replicas()).isEqualTo(untouched);
    }

    private boolean scale(ServicePolicy service, int replicas) throws TargetException {
        target().scaleTo(service, replicas);
        return true;
    }
}

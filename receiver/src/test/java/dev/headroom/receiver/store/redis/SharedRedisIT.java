package dev.headroom.receiver.store.redis;

import static dev.headroom.receiver.store.Samples.CLOCK;
import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.action;
import static dev.headroom.receiver.store.Samples.alert;
import static dev.headroom.receiver.store.Samples.at;
import static dev.headroom.receiver.store.Samples.clock;
import static dev.headroom.receiver.store.Samples.in;
import static dev.headroom.receiver.store.Samples.planned;
import static dev.headroom.receiver.store.Samples.scale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.LeaseElection;
import dev.headroom.receiver.leader.LeaseElection.Pace;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.store.memory.InMemoryStore;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Several stores on one Redis: all take alerts, one leads, and nobody acts under a term that is over. */
@Timeout(120)
@EnabledIf("dev.headroom.receiver.store.redis.RedisServer#installed")
class SharedRedisIT {
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofMinutes(7), Duration.ofSeconds(15));
    private static final Duration LENGTH = Duration.ofSeconds(3);
    private static final Pace SHORT = new Pace(LENGTH, Duration.ofMillis(100));
    /** One that learns nothing after its start, as if it were paused. */
    private static final Pace DEAF = new Pace(LENGTH, Duration.ofHours(1));

    @RegisterExtension
    static final ClassRedis REDIS = new ClassRedis();

    @Test
    void oneLeadsAndTheOtherSaysWho() {
        try (RedisStore first = open(SHORT);
                RedisStore second = open(SHORT)) {
            assertThat(first.leads()).isTrue();
            assertThat(second.leads()).isFalse();
            assertThat(second.leader())
                    .isEqualTo(first.leader())
                    .startsWith("pid " + ProcessHandle.current().pid() + " on host ");
            refused(() -> second.begin(planned("a1", "app", T0), scale("app", T0)), second.leader() + " leads");
            assertThat(second.rollouts()).isEmpty();
            assertThat(second.decisions(null, null, 10)).isEmpty();
        }
    }

    @Test
    void aLeaseIsKeptForLongerThanItsLength() throws InterruptedException {
        try (RedisStore first = open(SHORT);
                RedisStore second = open(SHORT)) {
            Thread.sleep(LENGTH.plusSeconds(2).toMillis());
            assertThat(first.leads()).isTrue();
            assertThat(second.leads()).isFalse();
        }
    }

    @Test
    void whoStopsHandsOverAtOnceAndWhatItBeganGoesOn() {
        RedisStore first = open(Pace.USUAL);
        try (RedisStore second = open(SHORT)) {
            Rollout rollout = planned("a1", "app", T0);
            first.begin(rollout, scale("app", T0));
            first.close();
            long closed = System.nanoTime();
            RedisServer.until(second::leads);
            assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThan(Duration.ofSeconds(5));
            assertThat(second.rollouts()).containsExactly(rollout);
            second.save(in(rollout, Phase.DONE, at(1), ""));
        }
    }

    @Test
    void whoWasPausedKnowsAtOnceAndLeavesALengthToOthers() {
        AtomicLong slept = new AtomicLong();
        try (RedisStore first = open(SHORT, slept)) {
            slept.addAndGet(LENGTH.toNanos());
            assertThat(first.leads()).isFalse();
            refused(() -> first.begin(planned("a1", "app", T0), scale("app", T0)), "does not lead");
            try (RedisStore second = open(SHORT)) {
                RedisServer.until(second::leads);
                assertThat(first.leads()).isFalse();
                second.begin(planned("a2", "app", T0), scale("app", T0));
            }
            RedisServer.until(first::leads);
            assertThat(first.rollouts()).extracting(Rollout::action).containsExactly(action("a2", "app", T0));
        }
    }

    @Test
    void redisItselfRefusesWhoBelievesToLeadButDoesNot() {
        try (RedisStore first = open(DEAF)) {
            Rollout rollout = planned("a1", "app", T0);
            first.begin(rollout, scale("app", T0));
            REDIS.server().tell(jedis -> jedis.del("headroom:lease"));
            try (RedisStore second = open(SHORT)) {
                assertThat(second.leads()).isTrue();
                assertThat(first.leads()).as("by its own clock").isTrue();
                refused(() -> first.save(in(rollout, Phase.SCALING, at(1), "")), "does not lead any more");
                assertThat(first.leads()).as("it was told").isFalse();
                second.save(in(rollout, Phase.SCALING, at(1), ""));
            }
        }
    }

    @Test
    void theLeaderLosesItsLeadWhenRedisIsGoneForLonger(@TempDir Path itsFolder) {
        try (RedisServer own = RedisServer.start(itsFolder);
                RedisStore store = open(own.address(), SHORT, CLOCK)) {
            own.kill();
            RedisServer.until(() -> !store.leads());
            own.start();
            RedisServer.until(store::leads);
            store.begin(planned("a1", "app", T0), scale("app", T0));
        }
    }

    @Test
    void whatOneHearsTheOtherSees() {
        try (RedisStore one = open(SHORT);
                RedisStore other = open(SHORT)) {
            one.receive(
                    List.of(AlertUpdate.firing(alert(1, T0)), AlertUpdate.firing(alert(2, T0))), Moment.steady(at(1)));
            assertThat(other.alerts()).containsExactlyInAnyOrderElementsOf(one.alerts());
            other.receive(List.of(AlertUpdate.resolved(alert(1, T0), at(9))), Moment.steady(at(10)));
            assertThat(one.alerts()).containsExactlyInAnyOrderElementsOf(other.alerts());
            one.reconcile(List.of(), true, Moment.steady(at(20)), Moment.steady(at(21)));
            assertThat(other.alerts())
                    .as("whose ends both remember")
                    .hasSize(2)
                    .noneMatch(AlertState::firing)
                    .containsExactlyInAnyOrderElementsOf(one.alerts());
            one.compact(Moment.steady(at(100_000)), T0);
            assertThat(other.alerts()).isEmpty();
        }
    }

    @Test
    void manyThreadsOfTwoReceiversEndAsOneAfterTheOther() throws Exception {
        int threads = 4;
        Store sequential = new InMemoryStore(LIFECYCLE);
        try (RedisStore one = open(SHORT);
                RedisStore other = open(SHORT)) {
            List<RedisStore> both = List.of(one, other);
            for (int round = 0; round < 5; round++) {
                int now = round * 100;
                atOnce(2 * threads, thread -> news(both.get(thread % 2), thread, now));
                for (int thread = 0; thread < 2 * threads; thread++) {
                    news(sequential, thread, now);
                }
            }
            assertThat(one.alerts()).containsExactlyInAnyOrderElementsOf(sequential.alerts());
            assertThat(other.alerts()).containsExactlyInAnyOrderElementsOf(sequential.alerts());
        }
        try (RedisStore later = open(SHORT)) {
            assertThat(later.alerts()).containsExactlyInAnyOrderElementsOf(sequential.alerts());
        }
    }

    /** The same three alerts from everybody, in one body with some of the thread's own, which come and go. */
    private static void news(Store store, int thread, int now) {
        for (int i = 0; i < 10; i++) {
            int own = 100 + thread * 10 + i;
            store.receive(
                    List.of(
                            AlertUpdate.firing(alert(1 + i % 3, at(now))),
                            AlertUpdate.firing(alert(own, at(now))),
                            AlertUpdate.firing(alert(own + 1000, at(now)))),
                    Moment.steady(at(now + 1)));
            store.receive(List.of(AlertUpdate.resolved(alert(own, at(now)), at(now + 2))), Moment.steady(at(now + 3)));
        }
    }

    @Test
    void ofManyEndsToldAtOnceTheLatestStays() throws Exception {
        int threads = 8;
        int count = 60;
        try (RedisStore one = open(SHORT);
                RedisStore other = open(SHORT)) {
            List<RedisStore> both = List.of(one, other);
            for (int i = 0; i < count; i++) {
                int number = i;
                atOnce(
                        threads,
                        thread -> both.get(thread % 2)
                                .receive(
                                        List.of(AlertUpdate.resolved(alert(number, T0), at(10 + thread))),
                                        Moment.steady(at(100))));
            }
            assertThat(one.alerts())
                    .hasSize(count)
                    .extracting(AlertState::resolvedAt)
                    .containsOnly(at(10 + threads - 1));
            assertThat(other.alerts()).containsExactlyInAnyOrderElementsOf(one.alerts());
        }
    }

    private interface Share {
        void run(int thread);
    }

    private static void atOnce(int threads, Share share) throws Exception {
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

    private static RedisStore open(Pace pace) {
        return open(pace, new AtomicLong());
    }

    /** One whose clock has gone on meanwhile, as it does for a process that is paused. */
    private static RedisStore open(Pace pace, AtomicLong slept) {
        return open(REDIS.server().address(), pace, clock(() -> System.nanoTime() + slept.get()));
    }

    private static RedisStore open(RedisAddress address, Pace pace, Timepiece clock) {
        return RedisStore.open(
                address,
                LIFECYCLE,
                LeaseElection.of(new RedisLease(address, Candidate.process(""), pace.length()), pace, clock),
                clock);
    }

    private static void refused(ThrowingCallable call, String words) {
        assertThatThrownBy(call).isInstanceOf(StoreException.class).hasMessageContaining(words);
    }
}

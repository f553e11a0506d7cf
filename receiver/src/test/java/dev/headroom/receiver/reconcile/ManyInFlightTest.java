package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.memory.InMemoryStore;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many rollouts at once: each lane reads its own alone, or a burst of n would read n times n. */
class ManyInFlightTest {

    @Test
    void anEvaluationReadsAllOfThemAsOftenHoweverManyThereAre() {
        assertThat(readings(20, "")).isEqualTo(readings(2, "")).isPositive();
    }

    /** What has its effect ahead is judged again, each by all that was done before. */
    @Test
    void soItDoesWhereEachIsJudgedAgain() {
        assertThat(readings(20, "no space left"))
                .isEqualTo(readings(2, "no space left"))
                .isPositive();
    }

    /**
     * In one evaluation while so many services warm up.
     *
     * @param failure why none of them can begin to; empty where they do
     */
    private static int readings(int services, String failure) {
        String policy = IntStream.range(0, services)
                .mapToObj(i ->
                        "  s%d: {min_replicas: 1, max_replicas: 4, warmup_time: 10m, triggers: {cpu: {cooldown: 5m}}}\n"
                                .formatted(i))
                .collect(Collectors.joining("", "version: 1\nservices:\n", ""));
        AtomicInteger read = new AtomicInteger();
        try (Loop loop = Loop.over(Loop.read(policy), counted(new InMemoryStore(Loop.LIFECYCLE), read), Loop.BEGINS)) {
            loop.pass(30);
            loop.fleet.scaleFailure = failure;
            IntStream.range(0, services).forEach(i -> loop.orders().scale(new ManualScale("s" + i, 2, "ana", "sale")));
            loop.pass(30);
            assertThat(loop.reconciler().rollouts()).hasSize(services);
            read.set(0);
            loop.pass(60);
            return read.get();
        }
    }

    private static Store counted(Store store, AtomicInteger read) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, given) -> {
                    if (Set.of("rollouts", "actions").contains(method.getName())) {
                        read.incrementAndGet();
                    }
                    return method.invoke(store, given);
                });
    }
}

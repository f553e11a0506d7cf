package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.rollout.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** A StatefulSet makes one pod after another: patience is for no progress, never for the whole. */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
@Timeout(180)
class SlowStatefulSetIT {
    private static final long STARTS_IN = 4_000_000_000L;

    private final TestNamespace cluster = TestNamespace.fresh();
    private final LivingLoop loop = new LivingLoop(cluster, Workload.Kind.STATEFUL_SET, """
            version: 1
            services:
              app:
                min_replicas: 1
                max_replicas: 10
                scale_up_increment: 1
                scale_down_increment: 1
                warmup_time: 2s
                health_timeout: 4s
                drain_timeout: 1s
            """);
    private final Map<String, Long> since = new HashMap<>();

    @AfterEach
    void close() {
        loop.close();
    }

    /** Each is ready some seconds after it began. */
    private void play() {
        for (Pod pod : loop.living("app")) {
            String name = pod.getMetadata().getName();
            boolean runs = pod.getStatus().getPodIP() != null;
            if (runs && System.nanoTime() - since.computeIfAbsent(name, first -> System.nanoTime()) > STARTS_IN) {
                cluster.ready(pod, true, 0);
                since.put(name, Long.MAX_VALUE / 2);
            }
        }
    }

    @Test
    void fourSlowOnesOneAfterAnotherAreAllGood() {
        cluster.statefulSet("app", 1);
        loop.untilKnown("app", 1);
        cluster.hold();

        loop.order("app", 5);
        loop.untilIn("app", Phase.VERIFYING);
        assertThat(loop.seen("app")).as("the others are not made yet").isEqualTo(2);
        loop.until("it ends", () -> {
            play();
            return loop.store.rollouts().isEmpty();
        });

        assertThat(loop.ended("app").detail()).isEmpty();
        assertThat(loop.ended("app").phase()).isEqualTo(Phase.DONE);
        assertThat(loop.pods("app")).hasSize(5);
    }

    @Test
    void whereNothingGoesOnThePatienceEnds() {
        cluster.statefulSet("app", 1);
        loop.untilKnown("app", 1);
        cluster.hold();

        loop.order("app", 3);

        assertThat(loop.ended("app").phase()).isEqualTo(Phase.FAILED);
        assertThat(loop.ended("app").detail()).contains("app-1 is starting").contains("restored to 1");
    }
}

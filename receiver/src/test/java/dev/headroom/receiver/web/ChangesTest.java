package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChangesTest {
    private static final int THREADS = 4;
    private static final int EACH = 50_000;

    private final Changes changes = new Changes();

    /** As each service moves in a lane of its own. */
    @Test
    void everyChangeCountsHoweverManyComeAtOnce() throws Exception {
        ExecutorService lanes = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                all.add(lanes.submit(() -> {
                    start.await();
                    for (int i = 0; i < EACH; i++) {
                        changes.moved(null, null);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(30, TimeUnit.SECONDS);
            }
        } finally {
            lanes.shutdownNow();
        }
        assertThat(changes.latest()).isEqualTo(THREADS * EACH);
    }

    @Test
    void timeThatPassesCountsAsAChangeAndAfterTheEndThereIsNone() throws InterruptedException {
        assertThat(changes.after(0, Duration.ofMillis(10))).isEqualTo(1);
        changes.close();
        assertThat(changes.after(1, Duration.ofMillis(10))).isNegative();
    }
}

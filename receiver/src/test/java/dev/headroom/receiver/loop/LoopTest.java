package dev.headroom.receiver.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopTest {
    private static final Duration SOON = Duration.ofMillis(1);

    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final Loop loop = new Loop("test", failures::add);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void neitherAnExceptionNorAnErrorIsTheLastTurn() throws InterruptedException {
        AtomicInteger turns = new AtomicInteger();
        CountDownLatch fourth = new CountDownLatch(1);
        loop.every(Duration.ZERO, SOON, () -> {
            switch (turns.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("first");
                case 2 -> throw new StackOverflowError("second");
                case 3 -> throw new NoClassDefFoundError("third");
                default -> fourth.countDown();
            }
        });

        assertThat(fourth.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(List.copyOf(failures)).extracting(Throwable::getMessage).containsExactly("first", "second", "third");
    }

    @Test
    void afterItsEndNothingIsDone() throws InterruptedException {
        CountDownLatch under = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger later = new AtomicInteger();
        loop.once(Duration.ZERO, () -> {
            under.countDown();
            await(go);
        });
        assertThat(under.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(loop.ends(SOON)).as("one is under way").isFalse();
        loop.once(Duration.ZERO, later::incrementAndGet);
        go.countDown();
        assertThat(loop.ends(Duration.ofSeconds(30))).isTrue();

        assertThat(later).hasValue(0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

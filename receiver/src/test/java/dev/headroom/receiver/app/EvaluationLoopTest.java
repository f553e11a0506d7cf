package dev.headroom.receiver.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EvaluationLoopTest {
    private final BlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();
    private final List<Long> began = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<String> problems = new LinkedBlockingQueue<>();
    private final AtomicInteger awaited = new AtomicInteger();
    private EvaluationLoop loop;

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void anErrorIsShownUntilAnEvaluationEndsWell() throws InterruptedException {
        turns.add(() -> {
            throw new NoClassDefFoundError("org/example/Gone");
        });
        start(Duration.ofMillis(1));

        assertThat(problems.poll(30, TimeUnit.SECONDS)).isEmpty();
        assertThat(problems.poll(30, TimeUnit.SECONDS)).isEqualTo("java.lang.NoClassDefFoundError: org/example/Gone");
        String now;
        do {
            now = problems.poll(30, TimeUnit.SECONDS);
        } while (now != null && !now.isEmpty());
        assertThat(now).isEmpty();
    }

    @Test
    void newsWakeItAtMostFourTimesASecond() throws InterruptedException {
        start(Duration.ofHours(1));
        long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
        while (System.nanoTime() < end) {
            loop.nudge();
            Thread.sleep(1);
        }

        assertThat(began.size()).as("beginnings in 1.5 s").isBetween(2, 7);
        for (int i = 1; i < began.size(); i++) {
            assertThat(Duration.ofNanos(began.get(i) - began.get(i - 1))).isGreaterThan(Duration.ofMillis(249));
        }
    }

    @Test
    void whatTheTargetWillTellInAMomentIsNotWaitedForUntilTheNextPeriod() throws InterruptedException {
        awaited.set(2);
        start(Duration.ofHours(1));
        for (int evaluation = 0; evaluation < 3; evaluation++) {
            assertThat(problems.poll(30, TimeUnit.SECONDS)).isEmpty();
        }
        assertThat(problems.poll(600, TimeUnit.MILLISECONDS)).isNull();
    }

    private void start(Duration every) {
        loop = new EvaluationLoop(() -> {
            began.add(System.nanoTime());
            problems.add(loop.problem());
            Runnable turn = turns.poll();
            if (turn != null) {
                turn.run();
            }
            return awaited.getAndDecrement() > 0;
        });
        loop.start(every);
    }
}

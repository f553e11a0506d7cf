package dev.headroom.receiver.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What once was moved is let go of until nothing is left, not once at the start. */
@Timeout(60)
class ChoresTest {
    private static final Duration SOON = Duration.ofMillis(1);

    private final BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>(List.of(false, false, true));
    private final BlockingQueue<Boolean> asked = new LinkedBlockingQueue<>();

    private boolean letGo() {
        boolean answer = Boolean.TRUE.equals(answers.poll());
        asked.add(answer);
        return answer;
    }

    @Test
    void itIsAskedUntilNothingIsLeftAndAnewAfterAnotherPolicy() throws InterruptedException {
        try (Chores chores = new Chores(this::letGo, older -> {}, null, SOON, SOON, SOON)) {
            chores.start();
            assertThat(next()).isFalse();
            assertThat(next()).isFalse();
            assertThat(next()).isTrue();
            assertThat(asked.poll(100, TimeUnit.MILLISECONDS)).isNull();

            answers.addAll(List.of(false, true));
            chores.policyTaken();
            assertThat(next()).isFalse();
            assertThat(next()).isTrue();
            assertThat(asked.poll(100, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    private boolean next() throws InterruptedException {
        Boolean answer = asked.poll(30, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        return answer;
    }
}

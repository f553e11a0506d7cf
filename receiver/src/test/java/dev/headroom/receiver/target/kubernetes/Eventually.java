package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Watches bring news a little later. */
final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Eventually() {}

    @FunctionalInterface
    interface Condition {
        boolean holds() throws TargetException;
    }

    static void is(String what, Condition condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        String last = "it is not so";
        while (System.nanoTime() < end) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (TargetException e) {
                last = e.getMessage();
            }
            sleep();
        }
        throw new AssertionError("not within " + LIMIT + ": " + what + ": " + last);
    }

    /** The call comes to fail with this message. */
    static void fails(String message, ThrowingCallable call) {
        long end = System.nanoTime() + LIMIT.toNanos();
        Throwable failure = null;
        while (System.nanoTime() < end) {
            failure = catchThrowable(call);
            if (failure != null && String.valueOf(failure.getMessage()).contains(message)) {
                return;
            }
            sleep();
        }
        assertThat(failure).hasMessageContaining(message);
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

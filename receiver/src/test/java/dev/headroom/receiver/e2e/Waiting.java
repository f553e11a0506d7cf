package dev.headroom.receiver.e2e;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits, but not for ever. */
public final class Waiting {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private Waiting() {}

    /** Looks again and again until it is so, at most 90 seconds. */
    public static void until(String what, BooleanSupplier condition) {
        until(LIMIT, what, condition);
    }

    /** Looks again and again until it is so, at most so long. */
    public static void until(Duration limit, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + limit.toSeconds() + " s: " + what);
            }
            sleep(Duration.ofMillis(200));
        }
    }

    public static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

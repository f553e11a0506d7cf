package dev.headroom.receiver.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that runs faster than time, so that a day passes in minutes. */
public final class FastClock implements InstantSource {

    private final Instant start;
    private final int speed;
    private final long startNanos = System.nanoTime();

    /**
     * A clock that shows {@code start} now.
     *
     * @param speed its seconds in one second
     */
    public FastClock(Instant start, int speed) {
        this.start = start;
        this.speed = speed;
    }

    @Override
    public Instant instant() {
        return start.plusNanos((System.nanoTime() - startNanos) * speed);
    }

    /** Sleeps until the clock shows {@code instant}. */
    public void sleepUntil(Instant instant) throws InterruptedException {
        long nanos = Duration.between(instant(), instant).toNanos() / speed;
        if (nanos > 0) {
            Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
        }
    }
}

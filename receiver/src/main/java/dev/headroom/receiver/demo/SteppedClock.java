package dev.headroom.receiver.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of the demo's day. It goes on in steps, with a pause after each: on a slow machine the day takes longer,
 * instead of being another day.
 */
final class SteppedClock implements InstantSource {

    private static final Duration STEP = Duration.ofSeconds(30);

    private final Duration pause;
    private volatile Instant now;

    /**
     * A clock that stands still at {@code start}.
     *
     * @param speed its seconds in one second
     */
    SteppedClock(Instant start, int speed) {
        this.now = start;
        this.pause = STEP.dividedBy(speed);
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** What must be done before it goes on from a step. */
    @FunctionalInterface
    interface Step {
        void taken(Instant now) throws InterruptedException;
    }

    /** Goes on until it shows {@code instant}. */
    void runUntil(Instant instant, Step step) throws InterruptedException {
        while (now.isBefore(instant)) {
            Thread.sleep(pause.toMillis(), pause.toNanosPart() % 1_000_000);
            now = now.plus(STEP);
            step.taken(now);
        }
    }
}

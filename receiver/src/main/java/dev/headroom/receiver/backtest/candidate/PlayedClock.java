package dev.headroom.receiver.backtest.candidate;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that shows what it is set to. */
final class PlayedClock implements InstantSource {

    private final Instant begins;
    private Instant now;

    PlayedClock(Instant begins) {
        this.begins = begins;
        this.now = begins;
    }

    void set(long seconds) {
        now = begins.plusSeconds(seconds);
    }

    /** The instant so many seconds after the beginning. */
    Instant at(double seconds) {
        return begins.plusNanos(Math.round(seconds * 1e9));
    }

    @Override
    public Instant instant() {
        return now;
    }
}

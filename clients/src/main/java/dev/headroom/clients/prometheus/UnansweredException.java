package dev.headroom.clients.prometheus;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A Prometheus, or what stands before it, did not do what it was asked, and says so. */
public final class UnansweredException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Optional<Duration> pause;

    /**
     * An answer with another status than 200.
     *
     * @param pause how long it wants to be left alone
     */
    public UnansweredException(String message, int status, Optional<Duration> pause) {
        super(message);
        this.status = status;
        this.pause = pause;
    }

    /** The status of the answer. */
    public int status() {
        return status;
    }

    /** How long it wants to be left alone. */
    public Optional<Duration> pause() {
        return pause;
    }
}

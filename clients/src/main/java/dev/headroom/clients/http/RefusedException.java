package dev.headroom.clients.http;

import java.io.IOException;

/** A server answered, and with another status than wanted. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(String message, int status) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** Whether it was not done what was asked for: one that failed, or gave up waiting for another, may have begun it. */
    public boolean undone() {
        return status < 500;
    }
}

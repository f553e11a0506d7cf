package dev.headroom.ttltuner.app;

/** The tuner cannot start; the message says why and what to do. */
public final class StartException extends RuntimeException {
    StartException(String message) {
        super(message);
    }
}

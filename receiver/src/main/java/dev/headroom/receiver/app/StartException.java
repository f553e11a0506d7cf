package dev.headroom.receiver.app;

/** The receiver cannot start as it is configured; the message says why and what to change. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}

package dev.headroom.receiver.init;

/** Nothing can be written: the message says why, and what to do. */
public final class InitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InitException(String message) {
        super(message);
    }
}

package dev.headroom.receiver.target;

/** The target could not do or tell what it was asked; the message says what, and what helps. */
public final class TargetException extends Exception {
    private static final long serialVersionUID = 1L;

    public TargetException(String message) {
        super(message);
    }

    public TargetException(String message, Throwable cause) {
        super(message, cause);
    }
}

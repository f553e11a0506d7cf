package dev.headroom.receiver.hook;

/** A replica gave no answer that counts; the message says what was asked, and what came. */
public final class HookException extends Exception {
    private static final long serialVersionUID = 1L;

    public HookException(String message) {
        super(message);
    }

    public HookException(String message, Throwable cause) {
        super(message, cause);
    }
}

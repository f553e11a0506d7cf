package dev.headroom.receiver.target;

/** The target could not do or tell what it was asked; the message says what, and what helps. */
public final class TargetException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean notYet;

    public TargetException(String message) {
        super(message);
        this.notYet = false;
    }

    public TargetException(String message, Throwable cause) {
        this(message, cause, false);
    }

    /** @param notYet whether nothing is wrong: after a start it takes a moment until the target can tell */
    public TargetException(String message, Throwable cause, boolean notYet) {
        super(message, cause);
        this.notYet = notYet;
    }

    /** Whether nothing is wrong: it only takes a moment. */
    public boolean isNotYet() {
        return notYet;
    }
}

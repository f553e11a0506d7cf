package dev.headroom.receiver.lint;

/** The linter cannot do what it was asked; the message says what to do. */
public final class LintException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LintException(String message) {
        super(message);
    }
}

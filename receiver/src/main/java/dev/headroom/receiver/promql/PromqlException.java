package dev.headroom.receiver.promql;

/** Text that is no expression, or one that is not understood here. */
public final class PromqlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int at;

    PromqlException(String message, int at) {
        super(message);
        this.at = at;
    }

    /** Characters of the text before the mistake. */
    public int at() {
        return at;
    }
}

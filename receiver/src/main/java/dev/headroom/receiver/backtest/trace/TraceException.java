package dev.headroom.receiver.backtest.trace;

/** A trace cannot be used; the message names place, rule, value found and remedy. */
public final class TraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TraceException(String message) {
        super(message);
    }
}

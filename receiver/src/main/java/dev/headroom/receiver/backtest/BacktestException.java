package dev.headroom.receiver.backtest;

/** A backtest cannot be done as it was asked for; the message says what to write instead. */
public final class BacktestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BacktestException(String message) {
        super(message);
    }
}

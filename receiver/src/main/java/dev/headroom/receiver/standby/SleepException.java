package dev.headroom.receiver.standby;

/** A server was not put to sleep, or not woken, as far as it tells; the message says what was asked, what came, and what helps. */
public final class SleepException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    /** @param refused whether it surely did nothing; without an answer, or after a failure of its own, it may have done it */
    public SleepException(String message, boolean refused) {
        super(message);
        this.refused = refused;
    }

    public boolean refused() {
        return refused;
    }
}

package dev.headroom.receiver.gpu;

/** A model server did not do or tell what it was asked; the message says what. */
public final class ModelServerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    public ModelServerException(String message) {
        super(message);
        this.refused = true;
    }

    /** @param refused whether it surely did nothing; without an answer, or after a failure of its own, it may have done it */
    public ModelServerException(String message, Throwable cause, boolean refused) {
        super(message, cause);
        this.refused = refused;
    }

    public boolean refused() {
        return refused;
    }
}

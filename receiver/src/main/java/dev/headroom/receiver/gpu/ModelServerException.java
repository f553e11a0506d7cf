package dev.headroom.receiver.gpu;

/** A model server did not do or tell what it was asked; the message says what. */
public final class ModelServerException extends Exception {
    private static final long serialVersionUID = 1L;

    public ModelServerException(String message) {
        super(message);
    }

    public ModelServerException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.headroom.receiver.store;

import org.jspecify.annotations.Nullable;

/** State could not be read or made durable; the message says which, where, and what helps. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    public StoreException(String message, Throwable cause) {
        this(message, cause, false);
    }

    public StoreException(String message) {
        super(message);
        this.passing = false;
    }

    /** @param passing whether it may pass without anything being changed here */
    public StoreException(String message, @Nullable Throwable cause, boolean passing) {
        super(message, cause);
        this.passing = passing;
    }

    /** Whether it may pass without anything being changed here, as when the store's server is away. */
    public boolean mayPass() {
        return passing;
    }
}

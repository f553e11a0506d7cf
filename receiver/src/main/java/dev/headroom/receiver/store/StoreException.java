package dev.headroom.receiver.store;

import org.jspecify.annotations.Nullable;

/** State could not be read or made durable; the message says which, where, and what helps. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What follows from it. */
    public enum Kind {
        /** Nothing was changed; somebody has to do something about it. */
        LASTING,
        /** Nothing was changed; it may pass without anything being done here, as when the store's server is away. */
        PASSING,
        /** No answer came in time: what was to be written may be there, or come to be there. It may pass, too. */
        UNKNOWN
    }

    private final Kind kind;

    public StoreException(String message, Throwable cause) {
        this(message, cause, Kind.LASTING);
    }

    public StoreException(String message) {
        this(message, null, Kind.LASTING);
    }

    public StoreException(String message, @Nullable Throwable cause, Kind kind) {
        super(message, cause);
        this.kind = kind;
    }

    /** Whether it may pass without anything being changed here. */
    public boolean mayPass() {
        return kind != Kind.LASTING;
    }

    /** Whether what was to be written may be there all the same. */
    public boolean isUnknown() {
        return kind == Kind.UNKNOWN;
    }

    /**
     * What has become of a write, in words.
     *
     * @param what was to be written, as "the order"
     */
    public String outcome(String what) {
        return isUnknown() ? "it is not known whether " + what + " was stored" : what + " could not be stored";
    }
}

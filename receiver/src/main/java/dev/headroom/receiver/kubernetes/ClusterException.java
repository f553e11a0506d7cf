package dev.headroom.receiver.kubernetes;

/** The cluster's API did not do what it was asked; the message says what, why and what helps. */
public final class ClusterException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;

    private final int status;

    /** @param status of HTTP; 0 where there was no answer */
    ClusterException(String message, int status, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** Where nothing was asked just now. */
    ClusterException(String message) {
        super(message);
        this.status = 0;
    }

    /** Whether what was asked for rests on an older version of the object. */
    public boolean isConflict() {
        return status == CONFLICT;
    }

    /** Whether Headroom has no right to it. */
    public boolean isForbidden() {
        return status == FORBIDDEN;
    }

    public boolean isNotFound() {
        return status == NOT_FOUND;
    }
}

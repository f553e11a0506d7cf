package dev.headroom.receiver.kubernetes;

/** The cluster's API did not do what it was asked; the message says what, why and what helps. */
public final class ClusterException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;

    private final int status;
    private final boolean notYet;

    /** @param status of HTTP; 0 where there was no answer */
    ClusterException(String message, int status, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.notYet = false;
    }

    /** Where nothing was asked just now. */
    ClusterException(String message) {
        this(message, false);
    }

    private ClusterException(String message, boolean notYet) {
        super(message);
        this.status = 0;
        this.notYet = notYet;
    }

    /** What is asked for is on its way, as after every start. */
    static ClusterException notYet(String message) {
        return new ClusterException(message, true);
    }

    /** Whether nothing is wrong: it only takes a moment. */
    public boolean isNotYet() {
        return notYet;
    }

    /** Whether what was asked for rests on an older version of the object. */
    public boolean isConflict() {
        return status == CONFLICT;
    }

    /** Whether the server does not take Headroom for who it is, or grants it no right to it. */
    public boolean isRefused() {
        return status == UNAUTHORIZED || status == FORBIDDEN;
    }

    /** Whether Headroom has no right to it. */
    public boolean isForbidden() {
        return status == FORBIDDEN;
    }

    public boolean isNotFound() {
        return status == NOT_FOUND;
    }
}

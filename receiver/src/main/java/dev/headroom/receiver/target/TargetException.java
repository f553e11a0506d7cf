package dev.headroom.receiver.target;

/** The target could not do or tell what it was asked; the message says what, and what helps. */
public final class TargetException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What to expect of the next try. */
    public enum Kind {
        /** It may succeed. */
        LATER,
        /** Nothing is wrong: after a start it takes a moment until the target can tell. */
        NOT_YET,
        /** Somebody else has changed what it rests on: look anew, and it may succeed at once. */
        CONFLICT,
        /** It cannot succeed until a person changes something: a right, a setting of the workload. */
        NEVER
    }

    private final Kind kind;

    /** One that may succeed later. */
    public TargetException(String message) {
        super(message);
        this.kind = Kind.LATER;
    }

    /** One that may succeed later. */
    public TargetException(String message, Throwable cause) {
        this(Kind.LATER, message, cause);
    }

    public TargetException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public TargetException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether nothing is wrong: it only takes a moment. */
    public boolean isNotYet() {
        return kind == Kind.NOT_YET;
    }
}

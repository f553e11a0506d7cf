package dev.headroom.receiver.matcher;

/** A text is no matchers: what is wrong with it. */
public final class MatcherException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int at;

    MatcherException(String message, int at) {
        super(message, null, false, false);
        this.at = at;
    }

    /** The character of the text at which it is wrong. */
    public int at() {
        return at;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}

package dev.headroom.receiver.webhook;

/** A token file that cannot be used; the message names the file, the rule, and what to do. */
public final class TokenFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TokenFileException(String message) {
        super(message);
    }
}

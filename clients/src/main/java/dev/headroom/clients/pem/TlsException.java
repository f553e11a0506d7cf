package dev.headroom.clients.pem;

/** A certificate or key that cannot be used; the message names the file, the rule, and what to do. */
public final class TlsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TlsException(String message) {
        super(message);
    }
}

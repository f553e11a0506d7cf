package dev.headroom.clients.http;

import java.io.IOException;

/** A server answered, and with another status than wanted: what it was asked for was not done. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}

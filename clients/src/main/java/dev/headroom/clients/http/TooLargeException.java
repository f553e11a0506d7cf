package dev.headroom.clients.http;

import java.io.IOException;

/** An answer went on beyond what its asker keeps in memory; as the cause of what {@link HttpCalls} says of it. */
public final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param limit in bytes */
    public TooLargeException(int limit) {
        super("the answer is larger than " + limit + " bytes");
    }
}

package dev.headroom.receiver.notify;

import java.io.IOException;
import java.util.Map;

/** Delivers a message. */
@FunctionalInterface
public interface Post {

    /**
     * Returns when it was taken.
     *
     * @throws IOException with what went wrong, and without the address, which is a secret
     */
    void send(Map<String, Object> body) throws IOException;
}

package dev.headroom.clients.http;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Who asks, and whom it believes.
 *
 * @param authorization the header of that name
 * @param tls empty for Java's own CAs
 */
public record Access(Optional<String> authorization, Optional<SSLContext> tls) {

    /** Without a name, believing Java's own CAs. */
    public static final Access OPEN = new Access(Optional.empty(), Optional.empty());

    /** The same, as the bearer of a token. */
    public Access bearing(String token) {
        return new Access(Optional.of("Bearer " + token), tls);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Access[" + (authorization.isEmpty() ? "open" : "authorized") + "]";
    }
}

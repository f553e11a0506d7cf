package dev.headroom.clients.http;

import java.net.URI;

/**
 * A server, and how it is asked.
 *
 * @param url base URL, which may end with a slash
 */
public record Endpoint(URI url, Access access) {

    /** One that asks nobody who he is. */
    public static Endpoint open(URI url) {
        return new Endpoint(url, Access.OPEN);
    }
}

package dev.headroom.receiver.web;

/** The address to listen on cannot be had. */
public final class BindFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BindFailedException(String host, int port, Throwable cause) {
        super(
                "cannot listen on " + host + ":" + port + "; it is in use, not allowed, or not an address of this"
                        + " machine: end what uses it, or choose another with listen or --listen",
                cause);
    }
}

package dev.headroom.clients.http;

import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Who asks, and whom it believes. Both are looked up at each call, because the files behind them may change.
 *
 * @param authorization the header of that name
 * @param tls empty for Java's own CAs
 * @param remedy what to do where a server lets nobody of that name in; empty where that is not known
 */
public record Access(Source<String> authorization, Source<SSLContext> tls, String remedy) {

    /** Without a name, believing Java's own CAs. */
    public static final Access OPEN = new Access(Optional::empty, Optional::empty, "");

    /** What holds now. */
    @FunctionalInterface
    public interface Source<T> {
        /** Throws, with a message that may be shown, where it should be there and is not. */
        Optional<T> now() throws IOException;
    }

    /** The same, as the bearer of a token. */
    public Access bearing(String token) {
        Optional<String> header = Optional.of("Bearer " + token);
        return new Access(() -> header, tls, remedy);
    }

    /** The same, believing whom this context does. */
    public Access believing(Optional<SSLContext> context) {
        return new Access(authorization, () -> context, remedy);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Access[" + remedy + "]";
    }
}

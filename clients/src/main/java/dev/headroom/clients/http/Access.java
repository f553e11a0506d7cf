package dev.headroom.clients.http;

import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Who asks, and whom it believes. Both are looked up at each call, because the files behind them may change.
 *
 * @param authorization the header of that name
 * @param tls empty for Java's own CAs
 */
public record Access(Source<String> authorization, Source<SSLContext> tls, Help help) {

    /** Without a name, believing Java's own CAs. */
    public static final Access OPEN = new Access(Optional::empty, Optional::empty, new Help("", ""));

    /**
     * What to do; empty where nothing is known.
     *
     * @param refused where a server does not let one in
     * @param distrusted where a server's certificate is not believed
     */
    public record Help(String refused, String distrusted) {}

    /** What holds now. */
    @FunctionalInterface
    public interface Source<T> {
        /** Throws, with a message that may be shown, where it should be there and is not. */
        Optional<T> now() throws IOException;
    }

    /** The same, as the bearer of a token. */
    public Access bearing(String token) {
        Optional<String> header = Optional.of("Bearer " + token);
        return new Access(() -> header, tls, help);
    }

    /** The same, believing whom this context does. */
    public Access believing(Optional<SSLContext> context) {
        return new Access(authorization, () -> context, help);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Access[" + help + "]";
    }
}

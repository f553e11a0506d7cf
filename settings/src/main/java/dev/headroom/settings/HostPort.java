package dev.headroom.settings;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen.
 *
 * @param host name or address, IPv6 without brackets
 * @param port 0 for any free one
 */
public record HostPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:]+)]|([A-Za-z0-9.-]+)):([0-9]{1,5})");
    private static final int LAST_PORT = 65_535;

    /** From {@code HOST:PORT}; empty where it is of another form. */
    public static Optional<HostPort> of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > LAST_PORT) {
            return Optional.empty();
        }
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        return Optional.of(new HostPort(host, Integer.parseInt(parts.group(3))));
    }

    /** Whether only this machine can reach it. */
    public boolean isLoopback() {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    /** Where a client on this machine reaches it. */
    public URI url(String scheme) {
        String reached = host.equals("0.0.0.0") ? "127.0.0.1" : host;
        return URI.create(scheme + "://" + (reached.contains(":") ? "[" + reached + "]" : reached) + ":" + port);
    }
}

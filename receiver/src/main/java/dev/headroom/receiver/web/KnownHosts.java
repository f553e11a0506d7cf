package dev.headroom.receiver.web;

import dev.headroom.receiver.webhook.Problem;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where nobody is asked who he is, a request must name this machine: a page of another site can have a browser take its own
 * name for 127.0.0.1, but not change what it says in {@code Host}.
 */
public final class KnownHosts implements Consumer<RoutesConfig> {
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:@/?#\\s]+)(?::[0-9]*)?");
    private static final Pattern ADDRESS = Pattern.compile("\\[.*]|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
    private static final String LOCAL = "localhost";

    private final Set<String> names;
    /** The one that was known last: Alertmanager sends the same each time. */
    private volatile String last = "";

    /** @param names beside addresses and localhost, in small letters and without a port */
    public KnownHosts(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.before(this::check);
    }

    private void check(Context ctx) {
        String host = ctx.header("Host");
        if (host == null || host.equals(last)) {
            return;
        }
        if (!isKnown(host)) {
            throw new Problem(
                    403,
                    "the request is for a host of another name",
                    "ask by address or as localhost; a name of your own goes into headroom.yml as hosts: [NAME], and with"
                            + " token_file any will do");
        }
        last = host;
    }

    /** Whether the value of a {@code Host} header, with a port or without, means this machine. */
    boolean isKnown(String header) {
        Matcher parts = HOST.matcher(header);
        if (!parts.matches()) {
            return false;
        }
        String name = parts.group(1).toLowerCase(Locale.ROOT).replaceFirst("(?<=.)\\.$", "");
        return ADDRESS.matcher(name).matches()
                || name.equals(LOCAL)
                || name.endsWith("." + LOCAL)
                || names.contains(name);
    }
}

package dev.headroom.receiver.web;

import dev.headroom.receiver.webhook.Problem;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change that a browser sends must come from this server's own page. Browsers say where a request comes from, other
 * clients say nothing.
 */
final class SameOrigin {

    private static final Set<String> OURS = Set.of("same-origin", "none");

    private SameOrigin() {}

    /** Throws {@link Problem} 403 for a request that comes from another site's page. */
    static void check(Context ctx) {
        String site = ctx.header("Sec-Fetch-Site");
        String origin = ctx.header("Origin");
        if ((site != null && !OURS.contains(site)) || (origin != null && !ours(origin, ctx.header("Host")))) {
            throw new Problem(
                    403,
                    "the request comes from a page of another site",
                    "send it from Headroom's own page, or with a client that is no browser");
        }
    }

    /** The scheme is left out: a proxy in front may end TLS. */
    private static boolean ours(String origin, @Nullable String host) {
        int authority = origin.indexOf("://");
        return host != null
                && authority > 0
                && origin.substring(authority + 3).toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
    }
}

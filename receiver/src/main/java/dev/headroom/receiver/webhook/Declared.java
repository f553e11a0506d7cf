package dev.headroom.receiver.webhook;

import io.javalin.http.Context;
import java.util.Locale;

/** What a request's headers say of its body. */
public final class Declared {

    private Declared() {}

    /** Throws {@link Problem} 415 unless the body is declared as JSON, and not encoded. */
    public static void json(Context ctx) {
        String encoding = ctx.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new Problem(415, "an encoded body is not taken", "send it without Content-Encoding");
        }
        String type = ctx.req().getContentType();
        String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!media.equals("application/json")) {
            throw new Problem(415, "the body is not declared as JSON", "send Content-Type: application/json");
        }
    }
}

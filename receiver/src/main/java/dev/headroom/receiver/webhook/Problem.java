package dev.headroom.receiver.webhook;

import dev.headroom.receiver.wire.StrictJson;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;

/** A request that is answered with an error: its status, what is wrong, and what the caller can do. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String remedy;

    public Problem(int status, String error, String remedy) {
        super(error, null, false, false);
        this.status = status;
        this.remedy = remedy;
    }

    public int status() {
        return status;
    }

    /** Writes {@code {"error":..,"remedy":..}}. */
    public void answer(Context ctx) {
        ctx.status(status).contentType("application/json").result(json(String.valueOf(getMessage()), remedy));
    }

    /** What is wrong, and what to do. */
    String told() {
        return getMessage() + "; " + remedy;
    }

    public static byte[] json(String error, String remedy) {
        String body = "{\"error\":\"" + StrictJson.quote(error) + "\",\"remedy\":\"" + StrictJson.quote(remedy) + "\"}";
        return body.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.headroom.receiver.web;

import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.webhook.Problem;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Passes an order on to the receiver that leads, in the caller's own name, and answers as that one did. What was passed on
 * once is not passed on again: two that take each other for the leader refuse it.
 */
public final class Relay {

    static final String MARK = "Headroom-Passed-On";
    private static final Duration LIMIT = Duration.ofSeconds(6);
    private static final int ANSWER = 64 << 10;

    private final Supplier<Optional<URI>> leader;
    private final HttpCalls calls = new HttpCalls(ANSWER);

    /** {@code leader} is where another receiver leads; empty where this one does, and where the way to it is not known. */
    public Relay(Supplier<Optional<URI>> leader) {
        this.leader = leader;
    }

    /** Whether it was passed on, and answered. */
    boolean passed(Context ctx, byte[] body) {
        if (ctx.header(MARK) != null) {
            return false;
        }
        Optional<URI> to = leader.get();
        to.ifPresent(address -> pass(ctx, body, address));
        return to.isPresent();
    }

    private void pass(Context ctx, byte[] body, URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(HttpCalls.below(address.toString(), path(ctx)))
                .method(ctx.method().name(), BodyPublishers.ofByteArray(body))
                .header("Content-Type", "application/json")
                .header(MARK, "1");
        Optional.ofNullable(ctx.header("Authorization")).ifPresent(said -> request.header("Authorization", said));
        try {
            HttpResponse<byte[]> answer = calls.must(request, LIMIT, 200, 599);
            ctx.status(answer.statusCode()).contentType("application/json").result(answer.body());
        } catch (IOException e) {
            throw new Problem(
                    503,
                    "the order was passed on to " + HttpCalls.bare(address) + ", which leads, and no answer came: "
                            + e.getMessage(),
                    "look whether it was done (headroom decisions); if not, send it again, or to that receiver itself");
        }
    }

    private static String path(Context ctx) {
        String query = ctx.queryString();
        return ctx.req().getRequestURI() + (query == null ? "" : "?" + query);
    }
}

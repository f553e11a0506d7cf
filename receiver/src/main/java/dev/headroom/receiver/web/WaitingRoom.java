package dev.headroom.receiver.web;

import dev.headroom.receiver.web.Answers.Readiness;
import dev.headroom.receiver.webhook.Problem;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What is answered while the store cannot be had yet: it lives, is not ready, and webhooks shall come again. */
public final class WaitingRoom implements Consumer<RoutesConfig> {

    private final Supplier<String> why;

    /** {@code why} it waits, in words. */
    public WaitingRoom(Supplier<String> why) {
        this.why = why;
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.get(
                "/healthz", ctx -> ctx.contentType("text/plain; charset=utf-8").result("ok\n"));
        routes.get("/readyz", this::readiness);
        routes.get("/*", this::refuse);
        routes.post("/*", this::refuse);
        routes.put("/*", this::refuse);
        routes.delete("/*", this::refuse);
    }

    private void readiness(Context ctx) {
        ctx.status(503);
        Json.answer(ctx, Readiness.of(List.of(new Check("store", false, why.get()))));
    }

    private void refuse(Context ctx) {
        throw new Problem(503, "the receiver waits for its store", "see /readyz, and send it again");
    }
}

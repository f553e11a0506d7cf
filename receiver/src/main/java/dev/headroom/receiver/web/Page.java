package dev.headroom.receiver.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The page at {@code /}: files that hold no data and so ask for no token. What the page shows it asks of the API, with
 * the token that its reader gives it.
 */
public final class Page implements Consumer<RoutesConfig> {

    /** All that the page is made of; it loads nothing else. */
    static final List<String> FILES = List.of(
            "index.html",
            "page.css",
            "icon.svg",
            "main.js",
            "dom.js",
            "times.js",
            "api.js",
            "live.js",
            "overview.js",
            "summary.js",
            "rows.js",
            "alerts.js",
            "service.js",
            "chart.js",
            "gpus.js",
            "actions.js",
            "history.js",
            "decision.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "js", "text/javascript; charset=utf-8");

    @Override
    public void accept(RoutesConfig routes) {
        byte[] html = bytes("index.html");
        routes.get("/", ctx -> answer(ctx, "index.html", html));
        FILES.stream().filter(name -> !name.equals("index.html")).forEach(name -> {
            byte[] content = bytes(name);
            routes.get("/page/" + name, ctx -> answer(ctx, name, content));
        });
    }

    private static void answer(Context ctx, String name, byte[] content) {
        String type = Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
        ctx.header(SecurityHeaders.CSP, SecurityHeaders.PAGE_CSP);
        ctx.contentType(type).result(content);
    }

    static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream("page/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

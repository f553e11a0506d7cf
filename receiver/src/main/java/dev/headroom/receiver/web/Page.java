package dev.headroom.receiver.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

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

    /** A client that takes gzip, as every browser does: it says so, and does not weigh it with 0. */
    private static final Pattern TAKES_GZIP = Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))");

    @Override
    public void accept(RoutesConfig routes) {
        FILES.forEach(name -> {
            byte[] plain = bytes(name);
            byte[] packed = gzip(plain);
            routes.get(name.equals("index.html") ? "/" : "/page/" + name, ctx -> answer(ctx, name, plain, packed));
        });
    }

    private static void answer(Context ctx, String name, byte[] plain, byte[] packed) {
        String type = Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
        ctx.header(SecurityHeaders.CSP, SecurityHeaders.PAGE_CSP);
        ctx.header("Vary", "Accept-Encoding");
        ctx.contentType(type);
        String accepted = ctx.header("Accept-Encoding");
        if (accepted != null && TAKES_GZIP.matcher(accepted).find()) {
            ctx.header("Content-Encoding", "gzip").result(packed);
        } else {
            ctx.result(plain);
        }
    }

    /** These files are the same for everybody and hold no secret, so that their size tells nothing. */
    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream("page/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.headroom.receiver.web;

import static java.util.stream.Collectors.joining;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.webhook.Tokens;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The page at {@code /}: services, why they are as they are, and what fires. All text in it is escaped, and it has no
 * script, so that an alert can only ever be read. It shows what the API shows, and so asks for the same token.
 */
public final class Page implements Consumer<RoutesConfig> {

    private static final String HEAD = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Headroom</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="stylesheet" href="/page.css"></head><body><main><h1>Headroom</h1>
            """;
    private static final String TAIL = "</main></body></html>\n";

    private final Views views;
    private final Tokens tokens;
    private final ZoneId zone;
    private final byte[] style = style();

    /**
     * A page over views.
     *
     * @param zone the policy's, in which times are told
     */
    public Page(Views views, Tokens tokens, ZoneId zone) {
        this.views = views;
        this.tokens = tokens;
        this.zone = zone;
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.get("/", this::page);
        routes.get(
                "/page.css", ctx -> ctx.contentType("text/css; charset=utf-8").result(style));
    }

    private void page(Context ctx) {
        tokens.check(ctx);
        ctx.header(SecurityHeaders.CSP, SecurityHeaders.PAGE_CSP);
        ctx.contentType("text/html; charset=utf-8").result(HEAD + checks() + services() + alerts() + TAIL);
    }

    private String checks() {
        return views.readiness().stream().map(Page::check).collect(joining());
    }

    /** What is not as it should be, and who leads. */
    private static String check(Check check) {
        if (!check.ok()) {
            return "<p class=\"bad\">Not ready: " + text(check.name()) + ": " + text(check.detail()) + "</p>\n";
        }
        return check.name().equals("leader") ? "<p>" + text(check.detail()) + "</p>\n" : "";
    }

    private String services() {
        String rows = views.services().stream().map(this::service).collect(joining());
        return "<h2>Services</h2>\n<table><thead><tr><th>Service<th>Ready<th>Desired<th>Limits<th>Why</tr></thead><tbody>\n"
                + rows + "</tbody></table>\n";
    }

    private String service(ServiceView view) {
        String why =
                views.explanation(view.service()).map(e -> Sentence.of(e, zone)).orElse("not evaluated yet");
        return row(
                view.service(),
                String.valueOf(view.ready()),
                String.valueOf(view.desired()),
                Math.max(view.min(), view.floor()) + " to " + view.max(),
                why);
    }

    private String alerts() {
        String rows = views.alerts().stream()
                .filter(AlertState::firing)
                .map(AlertState::alert)
                .map(Page::alert)
                .sorted()
                .collect(joining());
        return rows.isEmpty()
                ? "<h2>Firing alerts</h2>\n<p>None.</p>\n"
                : "<h2>Firing alerts</h2>\n<table><thead><tr><th>Alert<th>Service<th>Since<th>Summary</tr></thead><tbody>\n"
                        + rows + "</tbody></table>\n";
    }

    private static String alert(Alert alert) {
        return row(
                alert.name(),
                Objects.requireNonNullElse(alert.label("service"), ""),
                alert.startsAt().toString(),
                Objects.requireNonNullElse(alert.annotation("summary"), ""));
    }

    private static String row(String... cells) {
        StringBuilder row = new StringBuilder("<tr>");
        for (String cell : cells) {
            row.append("<td>").append(text(cell));
        }
        return row.append("</tr>\n").toString();
    }

    /** The text as it reads, whatever it holds. */
    static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static byte[] style() {
        try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream("page.css"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

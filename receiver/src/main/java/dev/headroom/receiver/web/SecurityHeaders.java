package dev.headroom.receiver.web;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** What every answer tells a browser: run nothing, embed nowhere, guess nothing, keep nothing. */
final class SecurityHeaders {

    static final String CSP = "Content-Security-Policy";
    /** For the page: its own style, script, icon and data, and nothing from elsewhere. */
    static final String PAGE_CSP =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final List<HttpField> FIELDS = List.of(
            new PreEncodedHttpField(CSP, "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
            new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
            new PreEncodedHttpField("X-Frame-Options", "DENY"),
            new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
            new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin"),
            new PreEncodedHttpField("Cache-Control", "no-store"));

    private SecurityHeaders() {}

    static void addTo(HttpFields.Mutable headers) {
        FIELDS.forEach(headers::put);
    }
}

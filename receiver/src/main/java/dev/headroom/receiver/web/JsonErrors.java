package dev.headroom.receiver.web;

import dev.headroom.receiver.webhook.Problem;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers what the server itself refuses, before any handler sees it, in the same JSON and with the same headers. */
final class JsonErrors extends ErrorHandler {

    private static final String REMEDY = "send a well-formed HTTP/1.1 request, with headers of at most 8 KiB";

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        SecurityHeaders.addTo(response.getHeaders());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(Problem.json(HttpStatus.getMessage(code), REMEDY)), callback);
    }
}

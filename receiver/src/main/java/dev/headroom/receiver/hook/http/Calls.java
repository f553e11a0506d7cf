package dev.headroom.receiver.hook.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.wire.BoundedBody;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** HTTP calls, each bounded in time and in size; redirects are not followed. */
final class Calls {

    private static final int MOST_BYTES = 64 << 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

    /** Returns when the status is between the two. */
    void must(HttpRequest.Builder request, Duration limit, int least, int most) throws HookException {
        HttpResponse<byte[]> answer = send(request.build(), limit);
        if (answer.statusCode() < least || answer.statusCode() > most) {
            throw refused(answer);
        }
    }

    JsonNode json(URI url, Duration limit) throws HookException {
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(url).build(), limit);
        if (answer.statusCode() != 200) {
            throw refused(answer);
        }
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new HookException(url + " did not answer with JSON", e);
        }
    }

    URI query(URI prometheus, String expression) {
        String base = prometheus.toString().replaceFirst("/$", "");
        return URI.create(base + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    private HttpResponse<byte[]> send(HttpRequest request, Duration limit) throws HookException {
        try {
            return BoundedBody.exchange(client, request, MOST_BYTES, limit);
        } catch (TimeoutException e) {
            throw new HookException(told(request) + " got no answer within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new HookException(told(request) + " failed: " + reason(e.getCause() == null ? e : e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HookException(told(request) + " was interrupted", e);
        }
    }

    private static HookException refused(HttpResponse<byte[]> answer) {
        return new HookException(told(answer.request()) + " was answered " + answer.statusCode());
    }

    private static String told(HttpRequest request) {
        return request.method() + " " + request.uri();
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}

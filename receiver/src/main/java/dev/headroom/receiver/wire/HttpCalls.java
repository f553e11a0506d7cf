package dev.headroom.receiver.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** HTTP calls to other servers, each bounded in time and in size; redirects are not followed. */
public final class HttpCalls {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_SUCCESS = 299;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final int mostBytes;

    /** @param mostBytes that an answer may have */
    public HttpCalls(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * Returns when the status is between the two.
     *
     * @throws IOException that says which request got which answer, or none, also of what follows
     */
    public HttpResponse<byte[]> must(HttpRequest.Builder request, Duration limit, int least, int most)
            throws IOException {
        HttpResponse<byte[]> answer = send(request.build(), limit);
        if (answer.statusCode() < least || answer.statusCode() > most) {
            throw new IOException(told(answer.request()) + " was answered " + answer.statusCode());
        }
        return answer;
    }

    /** The JSON of an answer 200. */
    public JsonNode json(URI url, Duration limit) throws IOException {
        return json(must(HttpRequest.newBuilder(url), limit, 200, 200));
    }

    /** Sends JSON; the JSON of an answer 2xx. */
    public JsonNode post(URI url, Object body, Duration limit) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        HttpResponse<byte[]> answer = must(request, limit, 200, LARGEST_SUCCESS);
        return answer.body().length == 0 ? JSON.nullNode() : json(answer);
    }

    /** A POST without a body, answered 2xx. */
    public void post(URI url, Duration limit) throws IOException {
        must(HttpRequest.newBuilder(url).POST(BodyPublishers.noBody()), limit, 200, LARGEST_SUCCESS);
    }

    /** The URL of a path below a base that may end with a slash. */
    public static URI below(String base, String path) {
        return URI.create(base.replaceFirst("/$", "") + path);
    }

    /** An instant query of Prometheus. */
    public static URI query(URI prometheus, String expression) {
        return below(prometheus.toString(), "/api/v1/query?query=" + encoded(expression));
    }

    /** Text as a part of a path or a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IOException(answer.request().uri() + " did not answer with JSON", e);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request, Duration limit) throws IOException {
        try {
            return BoundedBody.exchange(client, request, mostBytes, limit);
        } catch (TimeoutException e) {
            throw new IOException(told(request) + " got no answer within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(told(request) + " failed: " + reason(e.getCause() == null ? e : e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(told(request) + " was interrupted");
        }
    }

    private static String told(HttpRequest request) {
        return request.method() + " " + request.uri();
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}

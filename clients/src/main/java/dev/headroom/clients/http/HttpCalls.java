package dev.headroom.clients.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** HTTP calls to other servers, each bounded in time and in size; redirects are not followed. */
public final class HttpCalls {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_SUCCESS = 299;

    private static final Pattern LOGIN = Pattern.compile("://[^/?#]*@");
    private static final Set<Integer> STRANGER = Set.of(401, 403);

    private final Access access;
    private final int mostBytes;
    private @Nullable Way way;

    /** What asks over TLS, for as long as the same are believed. */
    private record Way(HttpClient client, Optional<SSLContext> believed) {
        static Way of(Optional<SSLContext> believed) {
            HttpClient.Builder builder = builder();
            believed.ifPresent(builder::sslContext);
            return new Way(builder.build(), believed);
        }
    }

    /** What asks everybody else. */
    private static final class Plain {
        static final HttpClient CLIENT = builder().sslContext(new NoTls()).build();
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(3));
    }

    /** @param mostBytes that an answer may have */
    public HttpCalls(int mostBytes) {
        this(mostBytes, Access.OPEN);
    }

    /** @param mostBytes that an answer may have */
    public HttpCalls(int mostBytes, Access access) {
        this.mostBytes = mostBytes;
        this.access = access;
    }

    /**
     * Returns when the status is between the two.
     *
     * @throws RefusedException that says which request got which answer
     * @throws IOException that says which got none
     */
    public HttpResponse<byte[]> must(HttpRequest.Builder request, Duration limit, int least, int most)
            throws IOException {
        HttpResponse<byte[]> answer = send(request, limit);
        if (answer.statusCode() < least || answer.statusCode() > most) {
            throw new RefusedException(answered(answer), answer.statusCode());
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

    /** Text as a part of a path or a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Which request was answered how, and what to do where that is known. */
    public String answered(HttpResponse<?> answer) {
        return told(answer.request()) + " was answered " + answer.statusCode()
                + remedy(answer).map(help -> "; " + help).orElse("");
    }

    /** What to do so that a server lets one in; empty where it did, or nothing is known. */
    public Optional<String> remedy(HttpResponse<?> answer) {
        return Optional.of(access.help().refused())
                .filter(help -> STRANGER.contains(answer.statusCode()) && !help.isEmpty());
    }

    /** What to do so that a server is believed; empty where something else failed, or nothing is known. */
    public Optional<String> remedy(Throwable failure) {
        Throwable cause = failure;
        while (cause != null
                && !(cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException)) {
            cause = cause.getCause();
        }
        return Optional.ofNullable(cause)
                .map(distrust -> access.help().distrusted())
                .filter(help -> !help.isEmpty());
    }

    /** The URL without user and password, for messages. */
    public static String bare(URI url) {
        return LOGIN.matcher(url.toString()).replaceFirst("://");
    }

    /** The JSON of an answer. */
    public static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IOException(bare(answer.request().uri()) + " did not answer with JSON", e);
        }
    }

    /**
     * The answer, whatever it is.
     *
     * @param limit until it is whole; then the connection is given up
     * @throws IOException whose cause is a {@link TimeoutException} where none came in time
     */
    public HttpResponse<byte[]> send(HttpRequest.Builder builder, Duration limit) throws IOException {
        access.authorization().now().ifPresent(value -> builder.setHeader("Authorization", value));
        HttpRequest request = builder.build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client(request.uri()).sendAsync(request, info -> new BoundedBody(mostBytes));
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(told(request) + " got no answer within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String remedy = remedy(cause).map(help -> "; " + help).orElse("");
            throw new IOException(told(request) + " failed: " + reason(cause) + remedy, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(told(request) + " was interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    private synchronized HttpClient client(URI uri) throws IOException {
        if (!"https".equalsIgnoreCase(uri.getScheme())) {
            return Plain.CLIENT;
        }
        Optional<SSLContext> believed = access.tls().now();
        Way last = way;
        Way now = last != null && last.believed().equals(believed) ? last : Way.of(believed);
        way = now;
        return now.client();
    }

    private static String told(HttpRequest request) {
        return request.method() + " " + bare(request.uri());
    }

    /**
     * Ends all clients of this process, just before its exit: in that, Java waits a third of a second for a thread that waits for a
     * network, as a client's does until it is interrupted.
     */
    public static void interruptAll() {
        Thread[] all = new Thread[2 * Thread.activeCount()];
        Stream.of(all)
                .limit(Thread.enumerate(all))
                .filter(thread -> thread.getName().startsWith("HttpClient-"))
                .forEach(Thread::interrupt);
    }

    /** What a failure says, else what it is. */
    public static String reason(Throwable cause) {
        if (cause.getMessage() != null) {
            return cause.getMessage();
        }
        if (cause instanceof ConnectException) { // of which Java's client says nothing
            return cause.getCause() instanceof UnresolvedAddressException
                    ? "no machine is known by that name"
                    : "nobody listens there, or no way leads there";
        }
        return cause.getClass().getSimpleName();
    }
}

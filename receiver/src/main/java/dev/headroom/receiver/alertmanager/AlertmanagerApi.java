package dev.headroom.receiver.alertmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.receiver.wire.BoundedBody;
import dev.headroom.receiver.wire.StrictJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** GETs of one Alertmanager: no redirects, and a bound on the time and size of the whole answer. */
final class AlertmanagerApi {

    private static final int MAX_BYTES = 16 << 20;
    private static final JsonMapper JSON = StrictJson.mapper(MAX_BYTES);

    private final String base;
    private final Duration timeout;
    private final HttpClient http;

    AlertmanagerApi(URI url, Duration timeout) {
        this.base = url.toString().replaceAll("/+$", "");
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    <T> T get(String path, TypeReference<T> shape) throws AlertmanagerException {
        HttpResponse<byte[]> response = fetch(path);
        if (response.statusCode() != 200) {
            throw failed(path, "answered " + response.statusCode(), "check the url, and what stands before it");
        }
        try {
            T parsed = JSON.readValue(response.body(), shape);
            if (parsed == null) {
                throw failed(path, "answered null", "check that the url is that of an Alertmanager");
            }
            return parsed;
        } catch (JsonProcessingException e) {
            throw failed(
                    path,
                    "gave an answer that is " + StrictJson.explain(e),
                    "check that it is an Alertmanager >= 0.22");
        } catch (IOException e) {
            throw failed(path, "gave an answer that cannot be read", "check that it is an Alertmanager");
        }
    }

    AlertmanagerException failed(String path, String what, String remedy) {
        return new AlertmanagerException("Alertmanager " + base + path + " " + what + "; " + remedy);
    }

    private HttpResponse<byte[]> fetch(String path) throws AlertmanagerException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Accept", "application/json")
                .GET()
                .build();
        try {
            return BoundedBody.exchange(http, request, MAX_BYTES, timeout);
        } catch (TimeoutException e) {
            throw failed(path, "gave no whole answer within " + timeout.toSeconds() + " s", "check its load");
        } catch (ExecutionException e) {
            throw failed(path, why(e), "check alertmanager.url, and that it runs");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(path, "was not waited for", "the receiver is stopping");
        }
    }

    private static String why(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof ConnectException) {
            return "cannot be reached";
        }
        return "failed (" + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()) + ")";
    }
}

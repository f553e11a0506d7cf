package dev.headroom.receiver.alertmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.wire.StrictJson;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** GETs of one Alertmanager: no redirects, and a bound on the time and size of the whole answer. */
final class AlertmanagerApi {

    private static final int MAX_BYTES = 16 << 20;
    private static final JsonMapper JSON = StrictJson.mapper(MAX_BYTES);

    private final String base;
    private final Duration timeout;
    private final HttpCalls http;

    AlertmanagerApi(Endpoint server, Duration timeout) {
        this.http = new HttpCalls(MAX_BYTES, server.access());
        this.base = HttpCalls.bare(server.url()).replaceAll("/+$", "");
        this.timeout = timeout;
    }

    <T> T get(String path, TypeReference<T> shape) throws AlertmanagerException {
        HttpResponse<byte[]> response = fetch(path);
        if (response.statusCode() != 200) {
            String remedy = http.remedy(response).orElse("check the url, and what stands before it");
            throw failed(path, "answered " + response.statusCode(), remedy);
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
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(base + path)).header("Accept", "application/json"), timeout);
        } catch (InterruptedIOException e) {
            throw failed(path, "was not waited for", "the receiver is stopping");
        } catch (IOException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw failed(path, "gave no whole answer within " + timeout.toSeconds() + " s", "check its load");
            }
            throw failed(path, why(e), http.remedy(e).orElse("check alertmanager.url, and that it runs"));
        }
    }

    private static String why(IOException e) {
        return e.getCause() instanceof ConnectException
                ? "cannot be reached"
                : "failed (" + HttpCalls.reason(e.getCause() == null ? e : e.getCause()) + ")";
    }
}

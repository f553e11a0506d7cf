package dev.headroom.receiver.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * A client of one server on this machine.
 *
 * @param host an address of it
 * @param token the bearer token; empty for none
 */
public record Http(String host, int port, String token) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    public static Http at(int port) {
        return new Http(port, "");
    }

    /** On 127.0.0.1. */
    public Http(int port, String token) {
        this("127.0.0.1", port, token);
    }

    /** The JSON at a path; anything but 200 is an error. */
    public JsonNode get(String path) {
        try {
            return JSON.readTree(text(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JSON at a path, whatever the status. */
    public JsonNode told(String path) {
        try {
            return JSON.readTree(answer(path).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The check of readiness that has this name. */
    public JsonNode check(String name) {
        JsonNode checks = told("/readyz").path("checks");
        for (JsonNode check : checks) {
            if (check.path("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("no check " + name + ": " + checks);
    }

    /** The text at a path; anything but 200 is an error. */
    public String text(String path) {
        HttpResponse<String> answer = answer(path);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private HttpResponse<String> answer(String path) {
        try {
            return CLIENT.send(request(path).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether a GET of the path is answered 200. */
    public boolean answers(String path) {
        try {
            return CLIENT.send(request(path).build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The status code of the answer to a POST. */
    public int post(String path, String json) throws IOException {
        return send("POST", path, json);
    }

    /** The status code of the answer. */
    int send(String method, String path, String json) throws IOException {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json))
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path))
                .timeout(Duration.ofSeconds(20));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }
}

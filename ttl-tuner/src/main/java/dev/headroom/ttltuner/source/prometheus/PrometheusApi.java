package dev.headroom.ttltuner.source.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Instant queries that give one number a mode. */
final class PrometheusApi {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final URI base;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    PrometheusApi(URI base) {
        this.base = base;
    }

    /** It cannot be asked, or answers something else; the message says what, in one line. */
    static final class FailedException extends Exception {
        FailedException(String message) {
            super(message);
        }
    }

    Map<String, Double> query(String expression) throws FailedException {
        JsonNode answer = parse(send(expression));
        if (!answer.path("status").asText().equals("success")) {
            throw new FailedException("Prometheus says: " + answer.path("error").asText("nothing"));
        }
        Map<String, Double> values = new HashMap<>();
        for (JsonNode sample : answer.path("data").path("result")) {
            values.put(
                    sample.path("metric").path("mode").asText(),
                    number(sample.path("value").path(1).asText()));
        }
        return values;
    }

    private byte[] send(String expression) throws FailedException {
        String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        String root = base.toString().replaceAll("/+$", "");
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + "/api/v1/query?query=" + query))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return body.readNBytes(MOST_BYTES);
            }
        } catch (IOException e) {
            throw new FailedException("no Prometheus answers at " + base);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted");
        }
    }

    private JsonNode parse(byte[] body) throws FailedException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new FailedException(base + " does not answer as Prometheus does");
        } catch (IOException e) {
            throw new FailedException(base + " broke off");
        }
    }

    /** Prometheus writes {@code NaN} and {@code +Inf} as text too. */
    private static double number(String text) {
        try {
            return Double.parseDouble(text.replace("Inf", "Infinity"));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}

package dev.headroom.clients.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.http.HttpCalls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Prometheus, asked by its HTTP API. */
public final class Prometheus {
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_TOLD = 200;

    private final URI base;
    private final HttpCalls http;

    public Prometheus(Endpoint where) {
        this.base = where.url();
        this.http = new HttpCalls(MOST_BYTES, where.access());
    }

    /**
     * The samples of an instant query; none where nothing matches.
     *
     * @param limit until the answer is whole
     * @throws IOException that says which request got which answer
     */
    public List<Sample> query(String expression, Duration limit) throws IOException {
        URI url = HttpCalls.below(base.toString(), "/api/v1/query?query=" + HttpCalls.encoded(expression));
        HttpResponse<byte[]> answer = http.send(HttpRequest.newBuilder(url), limit);
        if (answer.statusCode() != 200) {
            throw new IOException(http.answered(answer) + complaint(answer));
        }
        JsonNode told = HttpCalls.json(answer);
        if (!told.path("status").asText().equals("success")) {
            throw new IOException(HttpCalls.bare(url) + " did not answer as Prometheus does" + complaint(answer));
        }
        return samples(told.path("data").path("result"));
    }

    private static List<Sample> samples(JsonNode result) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (JsonNode sample : result) {
            Map<String, String> labels = new HashMap<>();
            sample.path("metric")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
            samples.add(new Sample(labels, number(sample.path("value").path(1).asText())));
        }
        return samples;
    }

    /** Prometheus writes {@code NaN}, {@code +Inf} and {@code -Inf}, of which Java reads only the first. */
    private static double number(String text) throws IOException {
        try {
            return Double.parseDouble(text.endsWith("Inf") ? text + "inity" : text);
        } catch (NumberFormatException e) {
            throw new IOException("Prometheus gave \"" + text + "\" for a number", e);
        }
    }

    /** What Prometheus says that is wrong, on one line; empty where somebody else answers. */
    private static String complaint(HttpResponse<byte[]> answer) {
        try {
            String told = HttpCalls.json(answer).path("error").asText().replaceAll("\\s+", " ");
            return told.isEmpty() ? "" : ": " + told.substring(0, Math.min(MOST_TOLD, told.length()));
        } catch (IOException e) {
            return "";
        }
    }
}

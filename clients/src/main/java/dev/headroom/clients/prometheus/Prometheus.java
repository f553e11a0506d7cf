package dev.headroom.clients.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.http.HttpCalls;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A Prometheus, asked by its HTTP API. */
public final class Prometheus {
    private static final int MOST_BYTES = 8 << 20;
    private static final int MOST_TOLD = 200;
    private static final double MILLIS = 1000;

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
        return samples(get("/api/v1/query?query=" + HttpCalls.encoded(expression), limit)
                .path("result"));
    }

    /**
     * The series of an expression over a range, evaluated anew at each of its moments.
     *
     * @param limit until the answer is whole
     * @throws UnansweredException where Prometheus refuses, for now or for ever
     * @throws IOException where it gives no answer
     */
    public List<Points> query(String expression, Range range, Duration limit) throws IOException {
        String form = "query=" + HttpCalls.encoded(expression) + "&start=" + seconds(range.from()) + "&end="
                + seconds(range.until()) + "&step=" + range.step().toMillis() / MILLIS + "&timeout="
                + limit.toSeconds() + "s";
        HttpRequest.Builder post = HttpRequest.newBuilder(HttpCalls.below(base.toString(), "/api/v1/query_range"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        List<Points> series = new ArrayList<>();
        for (JsonNode told : data(post, limit).path("result")) {
            series.add(points(told, range));
        }
        return series;
    }

    /** The names of all metrics of which there are samples between two moments, or a little before or after. */
    public Set<String> names(Instant from, Instant until, Duration limit) throws IOException {
        Set<String> names = new HashSet<>();
        get("/api/v1/label/__name__/values?start=" + seconds(from) + "&end=" + seconds(until), limit)
                .forEach(name -> names.add(name.asText()));
        return names;
    }

    /** The recording rules that it evaluates now: expressions by the name that they record. */
    public Map<String, List<String>> recorded(Duration limit) throws IOException {
        Map<String, List<String>> recorded = new HashMap<>();
        for (JsonNode group : get("/api/v1/rules?type=record", limit).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                recorded.computeIfAbsent(rule.path("name").asText(), first -> new ArrayList<>())
                        .add(rule.path("query").asText());
            }
        }
        return recorded;
    }

    private JsonNode get(String path, Duration limit) throws IOException {
        return data(HttpRequest.newBuilder(HttpCalls.below(base.toString(), path)), limit);
    }

    private JsonNode data(HttpRequest.Builder request, Duration limit) throws IOException {
        HttpResponse<byte[]> answer = http.send(request, limit);
        if (answer.statusCode() != 200) {
            throw new UnansweredException(
                    http.answered(answer) + complaint(answer), answer.statusCode(), pause(answer));
        }
        JsonNode told = HttpCalls.json(answer);
        if (!told.path("status").asText().equals("success")) {
            throw new IOException(
                    HttpCalls.bare(answer.request().uri()) + " did not answer as Prometheus does" + complaint(answer));
        }
        return told.path("data");
    }

    /** A date would be later than now by a clock that is not ours, and is left out. */
    private static Optional<Duration> pause(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private static String seconds(Instant time) {
        return BigDecimal.valueOf(time.toEpochMilli(), 3).toPlainString();
    }

    private static Points points(JsonNode told, Range range) throws IOException {
        JsonNode values = told.path("values");
        int[] indexes = new int[values.size()];
        double[] numbers = new double[values.size()];
        double step = range.step().toMillis() / MILLIS;
        double from = range.from().toEpochMilli() / MILLIS;
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = (int) Math.round((values.path(i).path(0).asDouble() - from) / step);
            numbers[i] = number(values.path(i).path(1).asText());
        }
        if (indexes.length > 0 && (indexes[0] < 0 || indexes[indexes.length - 1] >= range.points())) {
            throw new IOException("Prometheus told of another time than it was asked for");
        }
        return new Points(labels(told), indexes, numbers);
    }

    private static Map<String, String> labels(JsonNode told) {
        Map<String, String> labels = new HashMap<>();
        told.path("metric")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    private static List<Sample> samples(JsonNode result) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (JsonNode sample : result) {
            samples.add(new Sample(
                    labels(sample), number(sample.path("value").path(1).asText())));
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

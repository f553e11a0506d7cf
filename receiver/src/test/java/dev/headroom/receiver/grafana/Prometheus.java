package dev.headroom.receiver.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A real Prometheus; close ends it. */
public final class Prometheus implements AutoCloseable {
    private static final String EVERY_SECOND = "global: {evaluation_interval: 1s}\n";
    private static final Pattern MINUTES = Pattern.compile("\\[([0-9]+)m]");
    private static final String RULES = "rule_files: [rules/*.yml]\n";

    private final Child child;
    private final int port;
    private final Http http;

    private Prometheus(Child child, int port, Http http) {
        this.child = child;
        this.port = port;
        this.http = http;
    }

    /** One that knows nothing. */
    static Prometheus empty(Generation generation, Path folder) throws IOException {
        return start(generation, Files.createDirectories(folder), EVERY_SECOND);
    }

    /**
     * One with the past of an hour, and with the shipped rules, which it evaluates every second and without waiting.
     *
     * @param end of that hour
     */
    static Prometheus withAnHour(Generation generation, Path folder, long end) throws IOException {
        Files.createDirectories(folder.resolve("rules"));
        Synthetic.write(folder.resolve("hour.txt"), end);
        new Command(folder, Duration.ofSeconds(60))
                .must(generation.program("promtool"), "tsdb", "create-blocks-from", "openmetrics", "hour.txt", "data");
        hurriedRules(folder.resolve("rules"));
        return start(generation, folder, EVERY_SECOND + RULES);
    }

    /**
     * One with the shipped rules, which it evaluates every second and without waiting, and with two seconds in the place of every
     * minute of their ranges. It scrapes every other second.
     *
     * @param configuration from {@code scrape_configs:} on
     * @param adapters names of those that it has, too
     */
    public static Prometheus scraping(Generation generation, Path folder, String configuration, String... adapters)
            throws IOException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        hurriedRules(rules);
        for (String adapter : adapters) {
            hurry(Distribution.ROOT.resolve("alert-rules/adapters/" + adapter + ".rules.yml"), rules);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(rules)) {
            for (Path file : files) {
                String all = MINUTES.matcher(Files.readString(file))
                        .replaceAll(range -> "[" + 2 * Integer.parseInt(range.group(1)) + "s]");
                Files.writeString(file, all);
            }
        }
        return start(
                generation,
                folder,
                "global: {evaluation_interval: 1s, scrape_interval: 2s, scrape_timeout: 2s}\n" + RULES + configuration);
    }

    /**
     * One with the past that a file holds, and without rules.
     *
     * @param samples a file of the folder, in OpenMetrics
     */
    public static Prometheus holding(Generation generation, Path folder, String samples) throws IOException {
        new Command(folder, Duration.ofSeconds(120))
                .must(
                        generation.program("promtool"),
                        "tsdb",
                        "create-blocks-from",
                        "--max-block-duration=200h", // it reads all of the file for each block
                        "openmetrics",
                        samples,
                        "data");
        return start(generation, folder, EVERY_SECOND);
    }

    private static void hurriedRules(Path into) throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Distribution.ROOT.resolve("alert-rules"), "*.rules.yml")) {
            for (Path file : files) {
                hurry(file, into);
            }
        }
    }

    private static void hurry(Path file, Path into) throws IOException {
        String rules = Files.readString(file)
                .replaceAll("(?m)^( +interval:) .*$", "$1 1s")
                .replaceAll("(?m)^ +for: .*\n", "");
        Files.writeString(into.resolve(file.getFileName().toString()), rules);
    }

    private static Prometheus start(Generation generation, Path folder, String configuration) throws IOException {
        Files.writeString(folder.resolve("prometheus.yml"), configuration);
        int port = Distribution.freePort();
        Child child = Child.start(
                folder,
                List.of(
                        generation.program("prometheus"),
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=data",
                        "--web.listen-address=127.0.0.1:" + port),
                Map.of());
        Http http = Http.at(port);
        Waiting.until("Prometheus is ready", () -> http.answers("/-/ready"));
        return new Prometheus(child, port, http);
    }

    /** Where it is. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The series of a query over a time, each {@code {metric, values}}; an error of Prometheus is an error. */
    List<JsonNode> range(String expr, long from, long to, int step) {
        JsonNode answer = http.get(
                "/api/v1/query_range?query=" + encoded(expr) + "&start=" + from + "&end=" + to + "&step=" + step);
        return Json.each(answer.at("/data/result")).toList();
    }

    /** The series of a query now. */
    public List<JsonNode> now(String expr) {
        return Json.each(http.get("/api/v1/query?query=" + encoded(expr)).at("/data/result"))
                .toList();
    }

    /** The value of a query of which at most one series comes; NaN while there is none. */
    public double value(String expr) {
        List<JsonNode> series = now(expr);
        if (series.size() > 1) {
            throw new AssertionError(expr + " has several values: " + series);
        }
        return series.isEmpty() ? Double.NaN : series.get(0).at("/value/1").asDouble();
    }

    /** The values of a label among the series that a selector takes. */
    List<String> labelValues(String label, String selector) {
        return Json.each(http.get("/api/v1/label/" + label + "/values?match[]=" + encoded(selector))
                        .path("data"))
                .map(JsonNode::asText)
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        child.close();
    }
}

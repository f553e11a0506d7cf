package dev.headroom.receiver.backtest.past;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.clients.prometheus.Points;
import dev.headroom.clients.prometheus.Range;
import dev.headroom.receiver.backtest.BacktestException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a Prometheus told, as a file: a line on the whole, then one for each part of each answer, written when it came. A
 * line that was cut off ends the file, so that fetching can go on behind it.
 */
public final class PastFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORM = "headroom_past";
    private static final int LATEST = 1;
    private static final int MOST_POINTS = 10_000_000;

    private final Path file;

    PastFile(Path file) {
        this.file = file;
    }

    /** What the file holds, as far as it was written. */
    record Content(Range range, Catalog catalog, Answers answers) {}

    /** Whether a file begins as these do. */
    public static boolean isOne(Path file) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            char[] start = new char[FORM.length() + 3];
            return lines.read(start) == start.length && new String(start).startsWith("{\"" + FORM + "\"");
        } catch (IOException e) {
            return false;
        }
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** Begins the file. */
    void begin(Range range, Catalog catalog) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put(FORM, LATEST);
        head.put("from", range.from().toString());
        head.put("step_seconds", range.step().toSeconds());
        head.put("points", range.points());
        head.put("names", new TreeSet<>(catalog.names()));
        head.put("recorded", catalog.recorded());
        write(head, StandardOpenOption.CREATE_NEW);
    }

    /** Adds the next part of an answer. */
    void append(String query, int points, List<Points> series) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("query", query);
        part.put("points", points);
        part.put(
                "series",
                series.stream()
                        .map(one -> Map.of("labels", one.labels(), "values", Runs.write(one, points)))
                        .toList());
        write(part, StandardOpenOption.APPEND);
    }

    private void write(Map<String, Object> line, StandardOpenOption how) {
        try {
            Files.writeString(
                    file, JSON.writeValueAsString(line) + "\n", StandardCharsets.UTF_8, StandardOpenOption.WRITE, how);
        } catch (IOException e) {
            throw new BacktestException(
                    "--save: " + file + " cannot be written: " + e.getMessage() + "; name a file that you may write");
        }
    }

    /** Removes a last line that was cut off, and reads the rest. */
    Content mended() {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            if (end < bytes.length) {
                Files.write(file, Arrays.copyOf(bytes, end));
            }
        } catch (IOException e) {
            throw unreadable("it cannot be read");
        }
        return read();
    }

    /**
     * What the file holds.
     *
     * @throws BacktestException where it is none of these files
     */
    Content read() {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String head = lines.readLine();
            if (head == null) {
                throw unreadable("it is empty");
            }
            Content content = content(JSON.readTree(head));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(JSON.readTree(line), content);
            }
            return content;
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw unreadable("it was cut off or changed");
        } catch (IOException e) {
            throw unreadable("it cannot be read");
        }
    }

    private Content content(JsonNode head) {
        int form = head.path(FORM).asInt();
        if (form > LATEST) {
            throw unreadable("a newer headroom has written it");
        }
        int points = head.path("points").asInt();
        long step = head.path("step_seconds").asLong();
        if (form < 1 || points < 1 || points > MOST_POINTS || step < 1) {
            throw unreadable("it is no such file");
        }
        Range range = new Range(Instant.parse(head.path("from").asText()), Duration.ofSeconds(step), points);
        Map<String, Set<String>> recorded = new HashMap<>();
        head.path("recorded").properties().forEach(rule -> recorded.put(rule.getKey(), texts(rule.getValue())));
        return new Content(range, new Catalog(texts(head.path("names")), recorded), new Answers(range));
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void take(JsonNode part, Content content) {
        String query = part.path("query").asText();
        int points = part.path("points").asInt();
        if (points < 1 || points > content.range().points() - content.answers().known(query)) {
            throw new IllegalArgumentException("a part is longer than the whole");
        }
        List<Points> series = new ArrayList<>();
        for (JsonNode one : part.path("series")) {
            Map<String, String> labels = new HashMap<>();
            one.path("labels")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
            series.add(Runs.read(labels, one.path("values").asText(), points));
        }
        content.answers().add(query, points, series);
    }

    private BacktestException unreadable(String why) {
        return new BacktestException(
                file + ": must be a file that --save has written, but " + why + "; fetch it anew with --save");
    }
}

package dev.headroom.receiver.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The dashboards as they are committed, and ways into their JSON. */
final class Json {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FOLDER = Source.FOLDER.resolve("dashboards");

    private Json() {}

    /** Every committed dashboard. */
    static List<JsonNode> dashboards() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Json::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** All panels but rows. */
    static Stream<JsonNode> panels(JsonNode dashboard) {
        return each(dashboard.path("panels"))
                .flatMap(panel -> Stream.concat(Stream.of(panel), each(panel.path("panels"))))
                .filter(panel -> !panel.path("type").asText().equals("row"));
    }

    static Stream<String> expressions(JsonNode panel) {
        return each(panel.path("targets")).map(target -> target.path("expr").asText());
    }

    /** For messages: which panel of which dashboard. */
    static String name(JsonNode dashboard, JsonNode panel) {
        return dashboard.path("uid").asText() + " / " + panel.path("title").asText();
    }
}

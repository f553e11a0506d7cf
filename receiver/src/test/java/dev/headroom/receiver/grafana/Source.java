package dev.headroom.receiver.grafana;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * A dashboard as people write and review it, in grafana-dashboards/source/.
 *
 * @param service whose actions and alerts it shows, a name or several as a regular expression; null where the reader
 *     chooses
 */
record Source(String uid, String title, String description, String service, List<Row> rows) {
    static final Path FOLDER = Distribution.ROOT.resolve("grafana-dashboards");
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** Panels under a heading. */
    record Row(int id, String title, List<Panel> panels) {}

    /**
     * What differs from a usual panel of its type.
     *
     * @param type timeseries where it is not given
     * @param size width and height in cells of the grid of 24; 8 and 8 where it is not given
     * @param description its meaning; what the alerts do is added
     * @param alerts whose thresholds are drawn
     * @param steps thresholds without an alert, each a number, or null for the lowest, and a colour
     * @param none what a stat says without data
     * @param custom laid over the usual {@code fieldConfig.defaults.custom}
     * @param options laid over the usual options
     */
    record Panel(
            int id,
            String title,
            String type,
            List<Integer> size,
            String unit,
            BigDecimal min,
            BigDecimal max,
            String description,
            List<Query> queries,
            List<String> alerts,
            List<Map<String, Object>> steps,
            String none,
            List<Object> mappings,
            List<Object> overrides,
            Map<String, Object> custom,
            Map<String, Object> options,
            List<Object> transformations) {

        Panel {
            type = type == null ? "timeseries" : type;
            size = size == null ? List.of(8, 8) : size;
            alerts = alerts == null ? List.of() : alerts;
            mappings = mappings == null ? List.of() : mappings;
            overrides = overrides == null ? List.of() : overrides;
            custom = custom == null ? Map.of() : custom;
            options = options == null ? Map.of() : options;
        }
    }

    /** PromQL, and how its series are named. */
    record Query(String expr, String legend) {}

    static List<Source> all() {
        try (Stream<Path> files = Files.list(FOLDER.resolve("source"))) {
            return files.sorted().map(Source::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Source read(Path file) {
        try {
            Object yaml = new Yaml().load(Files.readString(file));
            return JSON.convertValue(yaml, Source.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file that Grafana reads. */
    Path written() {
        return FOLDER.resolve("dashboards").resolve(uid + ".json");
    }

    Stream<Panel> panels() {
        return rows.stream().flatMap(row -> row.panels().stream());
    }
}

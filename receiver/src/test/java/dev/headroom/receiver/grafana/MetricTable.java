package dev.headroom.receiver.grafana;

import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A row of the tables in docs/metrics.md.
 *
 * @param labels as they are written there
 * @param exporter who exports it
 */
public record MetricTable(String name, String type, String labels, String exporter) {
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z_A-Z0-9]+)` \\| ([a-z]+) \\| [^|]* \\| ([^|]*) \\| ([^|]*) \\|");

    /** Every row. */
    public static List<MetricTable> rows() {
        try {
            String text = Files.readString(Distribution.ROOT.resolve("docs/metrics.md"));
            return ROW.matcher(text)
                    .results()
                    .map(row -> new MetricTable(
                            row.group(1),
                            row.group(2),
                            row.group(3),
                            row.group(4).strip()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a series of this name, a histogram's parts included, comes from the metric. */
    boolean covers(String series) {
        return series.equals(name) || (type.equals("histogram") && series.matches(name + "_(bucket|sum|count)"));
    }

    boolean hasService() {
        return labels.contains("`service`");
    }
}

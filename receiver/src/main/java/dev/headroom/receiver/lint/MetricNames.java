package dev.headroom.receiver.lint;

import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The metrics that docs/metrics.md names: a table row that begins with the name in backquotes.
 *
 * @param gauges those of which the next column says so
 */
record MetricNames(Set<String> names, Set<String> gauges) {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| *`([a-zA-Z_:][a-zA-Z0-9_:]*)[^|\\n]*(\\| *gauge *\\|)?");
    private static final Pattern PART_OF_HISTOGRAM = Pattern.compile("_(bucket|sum|count)$");
    private static final Set<String> PROMETHEUS_ITSELF = Set.of("up", "ALERTS", "ALERTS_FOR_STATE");

    static MetricNames in(String markdown) {
        return new MetricNames(
                rows(markdown).map(row -> row.group(1)).collect(Collectors.toUnmodifiableSet()),
                rows(markdown)
                        .filter(row -> row.group(2) != null)
                        .map(row -> row.group(1))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static Stream<MatchResult> rows(String markdown) {
        return ROW.matcher(markdown).results();
    }

    boolean knows(String metric) {
        return names.contains(metric)
                || PROMETHEUS_ITSELF.contains(metric)
                || names.contains(PART_OF_HISTOGRAM.matcher(metric).replaceAll(""));
    }
}

package dev.headroom.receiver.lint;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The metrics that docs/metrics.md names: a table row that begins with the name in backquotes. */
record MetricNames(Set<String> names) {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| *`([a-zA-Z_:][a-zA-Z0-9_:]*)");
    private static final Pattern PART_OF_HISTOGRAM = Pattern.compile("_(bucket|sum|count)$");
    private static final Set<String> PROMETHEUS_ITSELF = Set.of("up", "ALERTS", "ALERTS_FOR_STATE");

    static MetricNames in(String markdown) {
        Matcher row = ROW.matcher(markdown);
        return new MetricNames(row.results().map(match -> match.group(1)).collect(Collectors.toUnmodifiableSet()));
    }

    boolean knows(String metric) {
        return names.contains(metric)
                || PROMETHEUS_ITSELF.contains(metric)
                || names.contains(PART_OF_HISTOGRAM.matcher(metric).replaceAll(""));
    }
}

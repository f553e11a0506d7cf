package dev.headroom.receiver.promql;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What not every release of Prometheus takes. Source:
 * https://github.com/prometheus/prometheus/blob/main/CHANGELOG.md
 *
 * @param what as it is written, or what it is
 * @param release the first that takes it
 */
public record Newer(String what, String release) {
    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*|");
    private static final Map<String, String> CALLED = Map.ofEntries(
            Map.entry("histogram_stddev", "2.47"),
            Map.entry("histogram_stdvar", "2.47"),
            Map.entry("mad_over_time", "2.49"),
            Map.entry("sort_by_label", "2.49"),
            Map.entry("sort_by_label_desc", "2.49"),
            Map.entry("histogram_avg", "2.51"),
            Map.entry("limitk", "2.54"),
            Map.entry("limit_ratio", "2.54"),
            Map.entry("info", "2.55"),
            Map.entry("double_exponential_smoothing", "3.0"),
            Map.entry("ts_of_last_over_time", "3.5"),
            Map.entry("ts_of_max_over_time", "3.5"),
            Map.entry("ts_of_min_over_time", "3.5"),
            Map.entry("first_over_time", "3.7"),
            Map.entry("ts_of_first_over_time", "3.7"),
            Map.entry("histogram_quantiles", "3.11"),
            Map.entry("start", "3.12"),
            Map.entry("end", "3.12"),
            Map.entry("step", "3.12"),
            Map.entry("range", "3.12"));

    /** The newest thing in an expression; empty where all of it is old. */
    public static Optional<Newer> in(Expr expr) {
        return expr.deep().flatMap(Newer::own).max(Comparator.comparing(Newer::release, Newer::compare));
    }

    private static Stream<Newer> own(Expr expr) {
        if (expr instanceof Expr.Call call) {
            return called(call.function());
        }
        if (expr instanceof Expr.Aggregation aggregation) {
            return called(aggregation.operator());
        }
        boolean quoted = expr instanceof Expr.Selector selector
                && !Stream.concat(
                                Stream.of(selector.name()),
                                selector.matchers().stream().map(Expr.LabelMatcher::label))
                        .allMatch(name -> PLAIN.matcher(name).matches());
        return quoted ? Stream.of(new Newer("a name in quotes", "3.0")) : Stream.empty();
    }

    private static Stream<Newer> called(String name) {
        return Optional.ofNullable(CALLED.get(name)).map(release -> new Newer(name, release)).stream();
    }

    /** Whether a release, like 2.42.0, does not take it yet. */
    public boolean isAfter(String version) {
        return compare(release, version) > 0;
    }

    private static int compare(String one, String other) {
        return Arrays.compare(numbers(one), numbers(other));
    }

    private static int[] numbers(String version) {
        return Stream.of(version.split("\\D+"))
                .filter(part -> !part.isEmpty())
                .limit(2)
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}

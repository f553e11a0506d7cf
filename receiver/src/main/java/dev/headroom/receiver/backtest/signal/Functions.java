package dev.headroom.receiver.backtest.signal;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/** PromQL's functions and operators, as far as they make sense of a single value and its past. */
final class Functions {

    /** Of a vector with one element all of these are that element. */
    static final Set<String> SINGLE = Set.of("sum", "min", "max", "avg", "scalar", "vector", "sort", "last");

    static final Map<String, ToDoubleFunction<double[]>> OVER_TIME = Map.of(
            "avg_over_time", values -> Arrays.stream(values).average().orElse(Double.NaN),
            "min_over_time", values -> Arrays.stream(values).min().orElse(Double.NaN),
            "max_over_time", values -> Arrays.stream(values).max().orElse(Double.NaN),
            "sum_over_time", values -> Arrays.stream(values).sum(),
            "count_over_time", values -> values.length,
            "last_over_time", values -> values[values.length - 1],
            "stddev_over_time", Functions::deviation,
            "delta", values -> values[values.length - 1] - values[0]);

    static final Map<String, ToDoubleFunction<double[]>> OF_VALUES = Map.of(
            "ceil", values -> Math.ceil(values[0]),
            "floor", values -> Math.floor(values[0]),
            "round", values -> Math.floor(values[0] + 0.5),
            "abs", values -> Math.abs(values[0]),
            "sqrt", values -> Math.sqrt(values[0]),
            "clamp_min", values -> Math.max(values[0], values[1]),
            "clamp_max", values -> Math.min(values[0], values[1]),
            "clamp", values -> Math.max(values[1], Math.min(values[2], values[0])),
            "count", values -> 1,
            "group", values -> 1);

    static final Map<String, DoubleBinaryOperator> OPERATORS = Map.ofEntries(
            Map.entry("+", (a, b) -> a + b),
            Map.entry("-", (a, b) -> a - b),
            Map.entry("*", (a, b) -> a * b),
            Map.entry("/", (a, b) -> a / b),
            Map.entry("%", (a, b) -> a % b),
            Map.entry(">", (a, b) -> a > b ? a : Double.NaN),
            Map.entry("<", (a, b) -> a < b ? a : Double.NaN),
            Map.entry(">=", (a, b) -> a >= b ? a : Double.NaN),
            Map.entry("<=", (a, b) -> a <= b ? a : Double.NaN),
            Map.entry("==", (a, b) -> a == b ? a : Double.NaN),
            Map.entry("!=", (a, b) -> a != b && !Double.isNaN(b) ? a : Double.NaN));

    private Functions() {}

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(Double.NaN));
    }

    /** As Prometheus does: between the two nearest in rank. */
    static double quantile(double share, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double rank = Math.max(0, Math.min(1, share)) * (sorted.length - 1);
        int below = (int) Math.floor(rank);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}

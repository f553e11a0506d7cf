package dev.headroom.receiver.lint;

import java.util.Map;
import java.util.Set;

/** What functions and aggregations make of the numbers that they are given. */
final class FunctionValues {
    private static final Set<String> LIKE_SUM = Set.of("sum", "sum_over_time");
    private static final Set<String> COUNTING = Set.of("count", "count_values", "count_over_time");
    private static final Set<String> ONE = Set.of("group", "present_over_time");
    private static final Set<String> NEVER_NEGATIVE = Set.of(
            "abs",
            "changes",
            "exp",
            "increase",
            "irate",
            "rate",
            "resets",
            "sqrt",
            "stddev",
            "stddev_over_time",
            "stdvar",
            "stdvar_over_time");
    /** Seconds since 1970, of which there are many. */
    private static final Interval TIME = new Interval(1e9, Double.MAX_VALUE);

    private static final Map<String, Interval> OF_CLOCKS = Map.of(
            "time", TIME,
            "timestamp", TIME,
            "minute", new Interval(0, 59),
            "hour", new Interval(0, 23),
            "day_of_week", new Interval(0, 6),
            "day_of_month", new Interval(1, 31),
            "day_of_year", new Interval(1, 366),
            "days_in_month", new Interval(28, 31),
            "month", new Interval(1, 12));

    private FunctionValues() {}

    static Outcome of(String name, Outcome inside) {
        if (Comparison.keepsUnit(name)) {
            return inside;
        }
        if (LIKE_SUM.contains(name)) {
            return inside.with(inside.values().added());
        }
        if (ONE.contains(name)) {
            return inside.with(Interval.of(1));
        }
        if (COUNTING.contains(name)) {
            return inside.with(new Interval(1, Double.MAX_VALUE));
        }
        Interval values = NEVER_NEGATIVE.contains(name) ? Interval.NOT_NEGATIVE : Interval.ALL;
        return inside.with(OF_CLOCKS.getOrDefault(name, values));
    }
}

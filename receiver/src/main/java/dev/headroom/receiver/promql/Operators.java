package dev.headroom.receiver.promql;

import java.util.List;
import java.util.Set;

/** The operators, from the weakest to the strongest. */
final class Operators {
    static final Set<String> SETS = Set.of("and", "or", "unless");
    static final Set<String> COMPARISONS = Set.of("==", "!=", ">", "<", ">=", "<=");
    static final List<Set<String>> LEVELS = List.of(
            Set.of("or"),
            Set.of("and", "unless"),
            COMPARISONS,
            Set.of("+", "-"),
            Set.of("*", "/", "%", "atan2"),
            Set.of("^"));
    /** The level of {@code ^}, which groups to the right. */
    static final int POWER = LEVELS.size() - 1;

    static final Set<String> AGGREGATIONS = Set.of(
            "sum",
            "avg",
            "count",
            "min",
            "max",
            "group",
            "stddev",
            "stdvar",
            "topk",
            "bottomk",
            "count_values",
            "quantile",
            "limitk",
            "limit_ratio");

    /** Those that take a parameter before the vector. */
    static final Set<String> WITH_PARAMETER =
            Set.of("topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio");

    private Operators() {}
}

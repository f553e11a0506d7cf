package dev.headroom.receiver.backtest.past;

import dev.headroom.clients.prometheus.Points;
import dev.headroom.clients.prometheus.Range;
import dev.headroom.receiver.backtest.BacktestException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is told, part by part. What it takes in memory is bounded. */
final class Answers {

    /** 160 MiB of values. */
    private static final long MOST_VALUES = 20_000_000;

    private final Range range;
    private final Map<String, Map<Map<String, String>, Series>> told = new LinkedHashMap<>();
    private final Map<String, Integer> known = new HashMap<>();
    private long values;

    Answers(Range range) {
        this.range = range;
    }

    /** Points of a query that are known already; parts come in order. */
    int known(String query) {
        return known.getOrDefault(query, 0);
    }

    /** Takes what was told of the points from {@link #known} on. */
    void add(String query, int points, List<Points> series) {
        int first = known(query);
        Map<Map<String, String>, Series> all = told.computeIfAbsent(query, begun -> new LinkedHashMap<>());
        for (Points part : series) {
            all.computeIfAbsent(part.labels(), this::series).add(part, first);
        }
        known.put(query, first + points);
    }

    private Series series(Map<String, String> labels) {
        values += range.points();
        if (values > MOST_VALUES) {
            throw new BacktestException("the series of this time do not fit into memory, at " + range.points()
                    + " points each; ask for less with a shorter --since, or a longer --step");
        }
        return new Series(labels, range.points());
    }

    Past past(Catalog catalog) {
        Map<String, List<Series>> all = new LinkedHashMap<>();
        told.forEach((query, series) -> all.put(query, List.copyOf(series.values())));
        return new Past(range, catalog, all);
    }
}

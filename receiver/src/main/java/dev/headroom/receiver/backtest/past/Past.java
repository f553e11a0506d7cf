package dev.headroom.receiver.backtest.past;

import dev.headroom.clients.prometheus.Range;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What a Prometheus told of a range.
 *
 * @param answers series by the query that asked for them
 */
record Past(Range range, Catalog catalog, Map<String, List<Series>> answers) {

    /** The first point at which anything is told. */
    int begins() {
        return told().nextSetBit(0);
    }

    /** How many points there are, behind that, at which nothing at all is told. */
    int silent() {
        BitSet told = told();
        return range.points() - begins() - told.cardinality();
    }

    private BitSet told() {
        BitSet told = new BitSet();
        answers.getOrDefault(catalog.anything(), List.of()).forEach(series -> told.or(series.present()));
        return told;
    }

    boolean isEmpty() {
        return told().isEmpty();
    }
}

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

    /** The first point at which it told of anything; as many as there are points where there is none. */
    int begins() {
        return answers.values().stream()
                .flatMap(List::stream)
                .mapToInt(Series::first)
                .min()
                .orElse(range.points());
    }

    /** How many points there are, behind that, at which it told of nothing at all. */
    int silent() {
        BitSet present = new BitSet();
        answers.values().stream().flatMap(List::stream).map(Series::present).forEach(present::or);
        return Math.max(0, range.points() - begins() - present.cardinality());
    }
}

package dev.headroom.receiver.backtest.past;

import dev.headroom.clients.prometheus.Range;
import dev.headroom.receiver.backtest.candidate.Result.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many replicas there were.
 *
 * @param first at the beginning; empty where nobody tells
 * @param changes of the count that was seen; empty where nobody tells
 */
record Counts(Optional<Integer> first, Optional<List<Change>> changes) {

    static final Counts UNKNOWN = new Counts(Optional.empty(), Optional.empty());

    /** While the series is silent the count stays as it was. */
    static Counts of(Series series, Range range, Instant begins) {
        int first = series.first();
        if (first == range.points()) {
            return UNKNOWN;
        }
        int count = (int) Math.round(series.value(first));
        List<Change> changes = new ArrayList<>();
        int before = count;
        for (int point = first; point < range.points(); point++) {
            int seen = series.has(point) ? (int) Math.round(series.value(point)) : before;
            if (seen != before) {
                double at = Duration.between(begins, range.at(point)).toMillis() / 1e3;
                changes.add(new Change(at, before, seen, "seen"));
                before = seen;
            }
        }
        return new Counts(Optional.of(count), Optional.of(changes));
    }
}

package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.decision.Guard;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came of a run.
 *
 * @param changes of the count, in order
 * @param points one a minute
 * @param missing metrics and signals that nobody told, with the alerts that need them
 * @param notes on the candidate and the trace, each a sentence
 */
public record Result(
        String name,
        Figures figures,
        List<Change> changes,
        List<Point> points,
        Map<String, Set<String>> missing,
        List<String> notes) {

    public Result {
        changes = List.copyOf(changes);
        points = List.copyOf(points);
        missing = Map.copyOf(missing);
        notes = List.copyOf(notes);
    }

    /**
     * The figures.
     *
     * @param objective the share of all requests that kept to the objective, 0 to 1
     * @param p99Wait seconds
     * @param replicaHours warm-up included
     * @param reversals actions against the direction of the one before
     * @param refused minutes for which each guard refused what was wanted
     * @param p90Ttft seconds to the first token; NaN where replicas do not batch, as is the next
     * @param p90Tpot seconds from one token to the next
     */
    public record Figures(
            int requests,
            double objective,
            double p99Wait,
            int failures,
            double replicaHours,
            int actions,
            int reversals,
            double minutesAtMax,
            Map<Guard, Double> refused,
            double p90Ttft,
            double p90Tpot) {}

    /** A change of the count; {@code at} is in seconds since the beginning. */
    public record Change(double at, int from, int to, String why) {
        boolean up() {
            return to > from;
        }
    }

    /** How it was at {@code at} seconds; {@code waiting} is the longest queue of the minute. */
    public record Point(double at, int replicas, int ready, int waiting) {}
}

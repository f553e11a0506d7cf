package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.decision.Guard;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What came of a run.
 *
 * @param changes of the count, in order
 * @param points one a minute
 * @param missing metrics and signals that nobody told, with the alerts that need them
 * @param notes on the candidate and the trace, each a sentence
 * @param draws what came of each seed, where several were played: the figures are their means then, and all else is of the first
 */
public record Result(
        String name,
        Figures figures,
        List<Change> changes,
        List<Point> points,
        Map<String, Set<String>> missing,
        List<String> notes,
        List<Figures> draws) {

    public Result {
        changes = List.copyOf(changes);
        points = List.copyOf(points);
        missing = Map.copyOf(missing);
        notes = List.copyOf(notes);
        draws = List.copyOf(draws);
    }

    /** Of one seed. */
    public Result(
            String name,
            Figures figures,
            List<Change> changes,
            List<Point> points,
            Map<String, Set<String>> missing,
            List<String> notes) {
        this(name, figures, changes, points, missing, notes, List.of(figures));
    }

    /** Of the runs of one candidate by several seeds. */
    public static Result of(List<Result> runs) {
        Result first = runs.get(0);
        List<Figures> draws = runs.stream().map(Result::figures).toList();
        return new Result(
                first.name, Figures.mean(draws), first.changes, first.points, first.missing, first.notes, draws);
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
            double p90Tpot) {

        private static Figures mean(List<Figures> draws) {
            Map<Guard, Double> refused = new EnumMap<>(Guard.class);
            draws.forEach(draw -> draw.refused.forEach(
                    (guard, minutes) -> refused.merge(guard, minutes / draws.size(), Double::sum)));
            return new Figures(
                    rounded(draws, Figures::requests),
                    mean(draws, Figures::objective),
                    mean(draws, Figures::p99Wait),
                    rounded(draws, Figures::failures),
                    mean(draws, Figures::replicaHours),
                    rounded(draws, Figures::actions),
                    rounded(draws, Figures::reversals),
                    mean(draws, Figures::minutesAtMax),
                    refused,
                    mean(draws, Figures::p90Ttft),
                    mean(draws, Figures::p90Tpot));
        }

        private static double mean(List<Figures> draws, ToDoubleFunction<Figures> figure) {
            return draws.stream().mapToDouble(figure).average().orElse(Double.NaN);
        }

        private static int rounded(List<Figures> draws, ToDoubleFunction<Figures> figure) {
            return (int) Math.round(mean(draws, figure));
        }
    }

    /** A change of the count; {@code at} is in seconds since the beginning. */
    public record Change(double at, int from, int to, String why) {
        boolean up() {
            return to > from;
        }
    }

    /** How it was at {@code at} seconds; {@code waiting} is the longest queue of the minute. */
    public record Point(double at, int replicas, int ready, int waiting) {}
}

package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A search: every combination of the values of some variables. */
public record Sweep(List<Variable> variables) {

    public Sweep {
        variables = List.copyOf(variables);
    }

    /**
     * Every combination, of those candidates that have what is varied.
     *
     * @throws BacktestException where none has
     */
    public List<Candidate> of(List<Candidate> candidates) {
        List<Candidate> all = candidates.stream().flatMap(this::combinations).toList();
        if (all.isEmpty()) {
            Variable first = variables.get(0);
            throw new BacktestException("--sweep: no candidate has " + first.subject() + "." + first.key()
                    + "; name an alert or a trigger of the rules, or hpa with --against hpa:FILE");
        }
        return all;
    }

    private Stream<Candidate> combinations(Candidate candidate) {
        List<Candidate> all = List.of(candidate);
        for (Variable variable : variables) {
            List<Candidate> more = new ArrayList<>();
            for (Candidate one : all) {
                variable.values().stream()
                        .map(value -> variable.in(one, value))
                        .flatMap(Optional::stream)
                        .forEach(more::add);
            }
            all = more.isEmpty() ? all : more;
        }
        return all.equals(List.of(candidate)) ? Stream.empty() : all.stream();
    }

    /** Those that none of the others beats: at least as many requests in time for fewer replica hours. */
    public static Set<Result> front(List<Result> results) {
        List<Result> cheapestFirst = results.stream()
                .sorted(Comparator.comparingDouble(
                                (Result result) -> result.figures().replicaHours())
                        .thenComparing(result -> -result.figures().objective()))
                .toList();
        Set<Result> front = new HashSet<>();
        double best = -1;
        for (Result result : cheapestFirst) {
            if (result.figures().objective() > best) {
                best = result.figures().objective();
                front.add(result);
            }
        }
        return front;
    }
}

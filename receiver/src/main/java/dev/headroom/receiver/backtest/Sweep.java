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

    private static final int MOST = 1000;

    public Sweep {
        variables = List.copyOf(variables);
    }

    /**
     * Every combination, of those candidates that have what is varied; the others as they are.
     *
     * @throws BacktestException where a variable is of none of them, or there are too many combinations
     */
    public List<Candidate> of(List<Candidate> candidates) {
        variables.forEach(variable -> known(variable, candidates));
        long combinations = variables.stream()
                .mapToLong(variable -> variable.values().size())
                .reduce(1, (a, b) -> Math.min(MOST + 1, a * b));
        if (combinations > MOST) {
            throw new BacktestException("--sweep: must be at most " + MOST
                    + " combinations of values, found more; widen a step or vary fewer at once");
        }
        return candidates.stream().flatMap(this::combinations).toList();
    }

    private static void known(Variable variable, List<Candidate> candidates) {
        String value = variable.values().get(0);
        if (candidates.stream()
                .allMatch(candidate -> variable.in(candidate, value).isEmpty())) {
            throw new BacktestException(
                    "--sweep: no candidate has " + variable.subject() + "." + variable.key()
                            + "; name an alert or a trigger of the rules, or hpa, keda or kpa with --against hpa:FILE, keda:FILE or kpa");
        }
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
        return all.stream();
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

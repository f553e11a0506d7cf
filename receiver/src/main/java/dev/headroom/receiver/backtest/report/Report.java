package dev.headroom.receiver.backtest.report;

import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.model.Objective;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Everything that a report tells.
 *
 * @param title the trace and how it was shaped, in words
 * @param begins the instant from which times are counted
 * @param objective what a request should keep to
 * @param results the first is what the others are compared with
 * @param front those that none of the others beats; empty where there was no sweep
 * @param notes what a reader must know of all of them, each a sentence
 */
public record Report(
        String title,
        String service,
        Instant begins,
        Objective objective,
        List<Result> results,
        Set<Result> front,
        List<String> notes) {

    public Report {
        results = List.copyOf(results);
        front = Set.copyOf(front);
        notes = List.copyOf(notes);
    }

    /** One without notes. */
    public Report(
            String title,
            String service,
            Instant begins,
            Objective objective,
            List<Result> results,
            Set<Result> front) {
        this(title, service, begins, objective, results, front, List.of());
    }

    /** The same with notes. */
    public Report with(List<String> others) {
        return new Report(title, service, begins, objective, results, front, others);
    }

    Result first() {
        return results.get(0);
    }

    List<Result> others() {
        return results.subList(1, results.size());
    }
}

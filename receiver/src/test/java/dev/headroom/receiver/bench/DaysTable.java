package dev.headroom.receiver.bench;

import dev.headroom.receiver.backtest.Candidates;
import dev.headroom.receiver.backtest.Day;
import dev.headroom.receiver.backtest.Line;
import dev.headroom.receiver.backtest.Sweep;
import dev.headroom.receiver.backtest.Variable;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Run;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.lint.RuleSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The shipped policies on many days, each beside 40 HPAs and 18 oracles: the table of docs/backtest.md. */
public final class DaysTable {
    /** Of worker-llm's policy. */
    private static final int MOST = 8;

    private static final Path ROOT = Distribution.ROOT;
    private static final Candidates NAMED = new Candidates(ROOT);
    private static final List<Candidate> OURS = List.of(
            Candidates.folder("shipped", ROOT), Candidates.folder("demand", ROOT.resolve("alert-rules/demand")));
    private static final List<Candidate> HPAS = new Sweep(
                    List.of(Variable.parse("hpa.utilization=10..80,10"), Variable.parse("hpa.queue=2,5,10,20,30")))
            .of(List.of(NAMED.of("hpa:" + ROOT.resolve("docs/backtest/worker-llm-hpa.yaml"))));

    private DaysTable() {}

    public static void main(String[] args) {
        System.out.println(
                "| day | policy | within 2 s | replica hours | above the HPAs | way to the oracle | at max | beyond |");
        System.out.println("|---|---|---:|---:|---:|---:|---:|---:|");
        Stream.concat(Day.known(), Day.unseen()).forEach(DaysTable::rows);
    }

    private static void rows(Day day) {
        Trace trace = day.trace();
        Line front = front(trace);
        List<Result> oracles = oracles(trace);
        OURS.forEach(ours -> row(day, played(ours, trace), front, oracles));
    }

    static Line front(Trace trace) {
        return Line.of(HPAS.stream().map(hpa -> played(hpa, trace)).toList());
    }

    static List<Result> oracles(Trace trace) {
        return IntStream.iterate(15, fill -> fill <= 100, fill -> fill + 5)
                .mapToObj(fill -> played(NAMED.of("oracle:" + fill + "%"), trace))
                .toList();
    }

    static Result demand(Trace trace) {
        return played(OURS.get(1), trace);
    }

    private static Result played(Candidate candidate, Trace trace) {
        return Run.of(candidate, trace, settings());
    }

    static Settings settings() {
        RuleSet rules = ((Candidate.Rules) OURS.get(0).plan()).rules();
        return Settings.of(Objects.requireNonNull(rules.policy().service("worker-llm")));
    }

    private static void row(Day day, Result ours, Line front, List<Result> oracles) {
        double share = ours.figures().objective();
        double least = Line.of(oracles).hoursFor(share);
        double most = front.hoursFor(share);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.2f %% | %.1f | %+.2f | %.2f | %.0f min | %d min |%n",
                day,
                ours.name(),
                share * 100,
                Line.hours(ours),
                front.below(ours) * 100,
                (Line.hours(ours) - least) / (most - least),
                ours.figures().minutesAtMax(),
                beyond(ours, oracles));
    }

    /** Minutes at the maximum in which the oracle is below it that fills its slots most and begins as many in time. */
    private static long beyond(Result ours, List<Result> oracles) {
        List<Result.Point> bound = oracles.stream()
                .filter(oracle -> oracle.figures().objective() >= ours.figures().objective())
                .reduce((fuller, fullest) -> fullest)
                .map(Result::points)
                .orElse(List.of());
        return IntStream.range(0, Math.min(bound.size(), ours.points().size()))
                .filter(minute -> ours.points().get(minute).replicas() == MOST
                        && bound.get(minute).replicas() < MOST)
                .count();
    }
}

package dev.headroom.receiver.bench;

import dev.headroom.receiver.backtest.Causal;
import dev.headroom.receiver.backtest.Day;
import dev.headroom.receiver.backtest.Line;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.trace.Trace;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How near to the oracle one gets who does not know what comes, and acts at once: the second table of days in docs/backtest.md. */
public final class CausalTable {

    private CausalTable() {}

    /** Of the days that are named, or all. */
    public static void main(String[] args) {
        List<String> named = Stream.of(System.getProperty("days", "").split(";"))
                .filter(name -> !name.isEmpty())
                .toList();
        System.out.println(
                "| day | within 2 s | oracle | demand | best of 180 | HPAs | way, demand | way, best of 180 |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|");
        Stream.concat(Day.known(), Day.unseen())
                .filter(day -> named.isEmpty() || named.contains(day.name()))
                .forEach(CausalTable::row);
    }

    private static void row(Day day) {
        Trace trace = day.trace();
        Result demand = DaysTable.demand(trace);
        double share = demand.figures().objective();
        Line causal = Line.of(Causal.all()
                .parallel()
                .map(one -> one.played(trace, DaysTable.settings()))
                .toList());
        double least = Line.of(DaysTable.oracles(trace)).hoursFor(share);
        double best = causal.hoursFor(share);
        double most = DaysTable.front(trace).hoursFor(share);
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f %% | %.1f | %.1f | %.1f | %.1f | %.2f | %.2f |%n",
                day,
                share * 100,
                least,
                Line.hours(demand),
                best,
                most,
                (Line.hours(demand) - least) / (most - least),
                (best - least) / (most - least));
    }
}

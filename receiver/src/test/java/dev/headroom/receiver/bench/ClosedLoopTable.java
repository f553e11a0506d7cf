package dev.headroom.receiver.bench;

import dev.headroom.receiver.backtest.Candidates;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Run;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.demand.Counted;
import dev.headroom.receiver.backtest.demand.Days;
import dev.headroom.receiver.backtest.demand.Family;
import dev.headroom.receiver.backtest.demand.Played;
import dev.headroom.receiver.backtest.demand.Rebuilt;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.policy.ServicePolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * How near a closed loop comes to the requests that it was counted of, and how far apart these are where chance alone places them
 * anew within each step: the table of docs/backtest.md.
 */
public final class ClosedLoopTable {

    private static final Path ROOT = Distribution.ROOT;
    private static final Instant BEGINS = Instant.parse("2026-01-05T00:00:00Z");
    private static final int STEP = 15;
    private static final RuleSet RULES =
            ((Candidate.Rules) Candidates.folder("shipped", ROOT).plan()).rules();
    private static final ServicePolicy SERVICE =
            Objects.requireNonNull(RULES.policy().service("worker-llm"));

    private ClosedLoopTable() {}

    public static void main(String[] args) {
        Candidate candidate = new Candidates(ROOT).of(System.getProperty("against", ROOT.toString()));
        double times = Double.parseDouble(System.getProperty("times", "4"));
        System.out.println(
                "| day, seed | the run | at other moments | rebuilt, no waits | beside these | rebuilt, waits | beside these |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|");
        for (String seed : System.getProperty("seeds", "1,4").split(",")) {
            for (Days day : Days.values()) {
                Trace truth = day.trace(BEGINS, 24, times, Long.parseLong(seed));
                System.out.printf(
                        "| %s, %s ", day.name().toLowerCase(Locale.ROOT).replace('_', ' '), seed);
                row(candidate, truth, Integer.getInteger("draws", 5));
            }
        }
    }

    private static void row(Candidate candidate, Trace truth, int draws) {
        Settings settings = Played.settings(SERVICE, STEP, new Played(truth, STEP, false).first());
        told(drawn(candidate, settings, 1, seed -> truth));
        Draws moved = drawn(candidate, settings, draws, seed -> Days.atOtherMoments(truth, STEP, seed));
        told(moved);
        for (boolean wait : new boolean[] {false, true}) {
            Counted counted = new Played(truth, STEP, wait).counted(BEGINS);
            Draws rebuilt = drawn(
                    candidate,
                    settings,
                    draws,
                    seed -> Rebuilt.of(counted, Family.ALL.get(0), seed).trace());
            told(rebuilt);
            System.out.printf(
                    Locale.ROOT,
                    "| %+.1f ± %.1f %% ",
                    (rebuilt.hours() / moved.hours() - 1) * 100,
                    Math.hypot(rebuilt.error(), moved.error()) / moved.hours() * 100);
        }
        System.out.println("|");
    }

    private static void told(Draws draws) {
        System.out.printf(Locale.ROOT, "| %.1f %%, %.1f h ", draws.objective() * 100, draws.hours());
    }

    private static Draws drawn(Candidate candidate, Settings settings, int draws, LongFunction<Trace> made) {
        return new Draws(LongStream.rangeClosed(1, draws)
                .mapToObj(seed -> Run.of(candidate, made.apply(seed), settings).figures())
                .toList());
    }

    private record Draws(List<Result.Figures> all) {

        double objective() {
            return mean(Result.Figures::objective);
        }

        double hours() {
            return mean(Result.Figures::replicaHours);
        }

        /** The standard error of the mean of the hours. */
        double error() {
            double hours = hours();
            double squares = mean(one -> Math.pow(one.replicaHours() - hours, 2));
            return Math.sqrt(squares / Math.max(1, all.size() - 1));
        }

        private double mean(ToDoubleFunction<Result.Figures> figure) {
            return all.stream().mapToDouble(figure).average().orElse(Double.NaN);
        }
    }
}

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
import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.policy.ServicePolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
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
        System.out.println("| day | seed | waits in durations | played | anew within each step | rebuilt |");
        System.out.println("|---|---:|---|---:|---:|---:|");
        for (Days day : Days.values()) {
            for (String seed : System.getProperty("seeds", "1,4").split(",")) {
                Trace truth = day.trace(BEGINS, 24, times, Long.parseLong(seed));
                for (boolean wait : new boolean[] {false, true}) {
                    System.out.printf("| %s | %s | %s ", day, seed, wait ? "yes" : "no");
                    row(candidate, truth, new Played(truth, STEP, wait), Integer.getInteger("draws", 3));
                }
            }
        }
    }

    private static void row(Candidate candidate, Trace truth, Played played, int draws) {
        Settings settings = Played.settings(SERVICE, STEP, played.first());
        Counted counted = played.counted(BEGINS);
        cell(candidate, settings, 1, seed -> truth);
        cell(candidate, settings, draws, seed -> anew(truth, seed));
        cell(
                candidate,
                settings,
                draws,
                seed -> Rebuilt.of(counted, Family.ALL.get(0), seed).trace());
        System.out.println("|");
    }

    private static void cell(Candidate candidate, Settings settings, int draws, LongFunction<Trace> made) {
        Result all = Result.of(LongStream.rangeClosed(1, draws)
                .mapToObj(seed -> Run.of(candidate, made.apply(seed), settings))
                .toList());
        System.out.printf(
                Locale.ROOT,
                "| %.2f %%, %.1f h (%.1f to %.1f) ",
                all.figures().objective() * 100,
                all.figures().replicaHours(),
                all.draws().stream()
                        .mapToDouble(Result.Figures::replicaHours)
                        .min()
                        .orElse(0),
                all.draws().stream()
                        .mapToDouble(Result.Figures::replicaHours)
                        .max()
                        .orElse(0));
    }

    /** The same requests, as many in each step, at other moments of it. */
    private static Trace anew(Trace truth, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Trace(
                truth.begins(),
                truth.seconds(),
                truth.requests().stream()
                        .map(request -> moved(request, random.nextDouble()))
                        .toList());
    }

    private static Request moved(Request request, double share) {
        return request.movedTo((Math.floor(request.at() / STEP) + share) * STEP);
    }
}

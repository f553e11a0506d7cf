package dev.headroom.ttltuner.replay;

import dev.headroom.ttltuner.replay.SyntheticTrace.Kind;
import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import dev.headroom.ttltuner.tuning.ModePolicy.Strategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Prints how the curve settles on traces of each kind from 30, 300 and 1200 s, beside the best fixed TTL; a program,
 * started by docs/benchmarks/settling.sh. Arguments: seeds of the generators, and files of traces.
 */
final class SettlingTable {
    private static final Setup.Pace PACE = new Setup.Pace(Duration.ofMinutes(5), Duration.ofMinutes(30));

    private SettlingTable() {}

    public static void main(String[] args) throws TraceFile.BadTraceException {
        Map<String, Trace> traces = new LinkedHashMap<>();
        for (String arg : args) {
            if (!arg.matches("[0-9]+")) {
                traces.put(Path.of(arg).getFileName().toString(), TraceFile.read(Path.of(arg)));
                continue;
            }
            for (Kind kind : Kind.values()) {
                traces.put(kind + " " + arg, SyntheticTrace.of(kind, Long.parseLong(arg)));
            }
        }
        System.out.println("| Trace | Best fixed TTL: hit rate, entries, in band | From | Steps | Moves | Hit rate "
                + "| Entries | Memory | In band |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        traces.entrySet().parallelStream()
                .map(named -> rows(named.getKey(), named.getValue()))
                .forEachOrdered(rows -> rows.forEach(System.out::println));
    }

    private static List<String> rows(String name, Trace trace) {
        Replay replay = new Replay(trace, setup(30));
        Outcome best = replay.runBest();
        List<String> rows = new ArrayList<>();
        for (int start : new int[] {30, 300, 1200}) {
            Outcome curve = replay.from(start).run(new TunerLaw("curve", setup(start), Strategy.AUTO));
            rows.add(String.format(
                    Locale.ROOT,
                    "| %s | %d s: %.4f, %.1f, %.1f %% | %d s | %s | %d | %.4f | %.1f | %.3f | %.1f %% |",
                    name.toLowerCase(Locale.ROOT).replace('_', '-'),
                    replay.best(),
                    best.hitRate(),
                    best.meanEntries(),
                    100 * best.inBand(),
                    start,
                    number(curve.steps()),
                    moves(curve),
                    curve.hitRate(),
                    curve.meanEntries(),
                    curve.meanEntries() / best.meanEntries(),
                    100 * curve.inBand()));
        }
        return rows;
    }

    private static Setup setup(int start) {
        return new Setup(start, new Bounds(30, 1200), 0.60, PACE, Setup.UNLIMITED, Duration.ZERO);
    }

    private static String number(OptionalInt steps) {
        return steps.isPresent() ? String.valueOf(steps.getAsInt()) : "never";
    }

    /** Changes of the TTL over the whole trace. */
    static long moves(Outcome outcome) {
        List<Integer> ttls = outcome.course().stream().map(Outcome.Point::ttl).toList();
        long moves = 0;
        for (int i = 1; i < ttls.size(); i++) {
            moves += ttls.get(i).equals(ttls.get(i - 1)) ? 0 : 1;
        }
        return moves;
    }
}

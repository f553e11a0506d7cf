package dev.headroom.receiver.backtest.report;

import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Result.Figures;
import dev.headroom.receiver.decision.Guard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The columns of every table. */
final class Columns {

    /** What cannot be told where no request is known, or none was served. */
    private static final String NONE = "-";

    private Columns() {}

    static List<String> heads(Report report) {
        List<String> heads = new ArrayList<>(List.of(
                "candidate",
                report.objective().words(),
                "p99 wait",
                "failures",
                "replica hours",
                "actions",
                "reversals",
                "at max"));
        if (batches(report)) {
            heads.addAll(List.of("p90 TTFT", "p90 TPOT"));
        }
        if (!report.front().isEmpty()) {
            heads.add("front");
        }
        return heads;
    }

    static List<String> cells(Report report, Result result) {
        Figures figures = result.figures();
        List<String> cells = new ArrayList<>(List.of(
                result.name(),
                figures.requests() == 0
                        ? NONE
                        : percent(figures.objective()) + spread(result, "%.2f", draw -> draw.objective() * 100),
                figures.requests() == 0 ? NONE : text("%.1f s", figures.p99Wait()),
                figures.requests() == 0 ? NONE : text("%,d", figures.failures()),
                text("%.1f", figures.replicaHours()) + spread(result, "%.1f", Figures::replicaHours),
                text("%d", figures.actions()),
                text("%d", figures.reversals()),
                text("%.0f min", figures.minutesAtMax())));
        if (batches(report)) {
            cells.add(Double.isNaN(figures.p90Ttft()) ? NONE : text("%.2f s", figures.p90Ttft()));
            cells.add(Double.isNaN(figures.p90Tpot()) ? NONE : text("%.0f ms", figures.p90Tpot() * 1000));
        }
        if (!report.front().isEmpty()) {
            cells.add(report.front().contains(result) ? "*" : "");
        }
        return cells;
    }

    /** The least and the most that came of any seed; nothing where there was one. */
    private static String spread(Result result, String format, ToDoubleFunction<Figures> figure) {
        DoubleSummaryStatistics all =
                result.draws().stream().mapToDouble(figure).summaryStatistics();
        return all.getCount() < 2 ? "" : text(" (" + format + " to " + format + ")", all.getMin(), all.getMax());
    }

    private static boolean batches(Report report) {
        return report.results().stream()
                .anyMatch(result -> !Double.isNaN(result.figures().p90Ttft()));
    }

    /** The guards that refused anything in any run. */
    static List<Guard> guards(Report report) {
        return Arrays.stream(Guard.values())
                .filter(guard -> report.results().stream()
                        .anyMatch(result -> result.figures().refused().containsKey(guard)))
                .toList();
    }

    static List<String> refused(Report report, Result result) {
        List<String> cells = new ArrayList<>(List.of(result.name()));
        guards(report).stream()
                .map(guard -> text("%.0f", result.figures().refused().getOrDefault(guard, 0.0)))
                .forEach(cells::add);
        return cells;
    }

    static List<String> guardHeads(Report report) {
        List<String> heads = new ArrayList<>(List.of("minutes refused by"));
        guards(report).forEach(guard -> heads.add(guard.word()));
        return heads;
    }

    /** What a reader must know to judge the figures. */
    static List<String> remarks(Report report) {
        return Stream.concat(notModelled(report).stream(), notes(report).stream())
                .toList();
    }

    static List<String> notes(Report report) {
        return Stream.concat(
                        report.results().stream().flatMap(result -> result.notes().stream()), report.notes().stream())
                .distinct()
                .toList();
    }

    /** What could not be told in any run, and what comes of that. */
    static List<String> notModelled(Report report) {
        Map<String, Set<String>> alerts = new TreeMap<>();
        report.results()
                .forEach(result -> result.missing()
                        .forEach((name, needed) -> alerts.computeIfAbsent(name, first -> new TreeSet<>())
                                .addAll(needed)));
        Map<Set<String>, Set<String>> names = new LinkedHashMap<>();
        alerts.forEach((name, needed) ->
                names.computeIfAbsent(needed, first -> new TreeSet<>()).add(name));
        return names.entrySet().stream()
                .map(missing -> "not modelled: " + String.join(", ", missing.getValue()) + "; so these never fire: "
                        + String.join(", ", missing.getKey()))
                .toList();
    }

    static String percent(double ratio) {
        return text("%.2f %%", ratio * 100);
    }

    static String number(double value) {
        return value == Math.rint(value) ? text("%.0f", value) : text("%s", value);
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

package dev.headroom.receiver.backtest.report;

import static dev.headroom.receiver.backtest.report.Columns.text;

import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Result.Point;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A report for a pull request: tables, words, and a chart that GitHub draws. */
public final class MarkdownReport {

    private static final int BARS = 48;
    private static final int CHARTED = 3;

    private MarkdownReport() {}

    public static String of(Report report) {
        Stream<String> rows = report.results().stream().map(result -> row(Columns.cells(report, result)));
        return "### Backtest of " + report.service() + "\n\n" + escaped(report.title()) + "\n\n"
                + table(Columns.heads(report), rows.toList())
                + (report.front().isEmpty() ? guards(report) : "\n")
                + list(Words.of(report)) + chart(report) + list(Columns.remarks(report));
    }

    private static String guards(Report report) {
        if (Columns.guards(report).isEmpty()) {
            return "\n";
        }
        List<String> rows = report.results().stream()
                .map(result -> row(Columns.refused(report, result)))
                .toList();
        return "\n" + table(Columns.guardHeads(report), rows) + "\n";
    }

    private static String table(List<String> heads, List<String> rows) {
        String rule = "|" + " --- |" + " ---: |".repeat(heads.size() - 1) + "\n";
        return row(heads) + rule + String.join("", rows);
    }

    private static String row(List<String> cells) {
        return cells.stream().map(cell -> " " + escaped(cell) + " |").collect(Collectors.joining("", "|", "\n"));
    }

    private static String list(List<String> lines) {
        return lines.isEmpty()
                ? ""
                : lines.stream().map(line -> "- " + escaped(line) + "\n").collect(Collectors.joining()) + "\n";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("*", "\\*");
    }

    /** Replicas over time, of the first few; each value is the most of its part of the time. */
    private static String chart(Report report) {
        if (!report.front().isEmpty()) {
            return "";
        }
        List<Result> charted = report.results().stream()
                .limit(CHARTED)
                .filter(result -> !result.points().isEmpty())
                .toList();
        String names = charted.stream().map(Result::name).collect(Collectors.joining(", "));
        int most = charted.stream()
                .flatMap(result -> result.points().stream())
                .mapToInt(Point::replicas)
                .max()
                .orElse(1);
        String lines = charted.stream()
                .map(result -> "  line [" + values(result.points()) + "]\n")
                .collect(Collectors.joining());
        return "Replicas over time, " + escaped(names) + ":\n\n```mermaid\nxychart-beta\n  x-axis \"hours\" 0 --> "
                + text(
                        "%.1f",
                        charted.get(0)
                                        .points()
                                        .get(charted.get(0).points().size() - 1)
                                        .at()
                                / 3600)
                + "\n  y-axis \"replicas\" 0 --> " + (most + 1) + "\n" + lines + "```\n\n";
    }

    private static String values(List<Point> points) {
        int bars = Math.min(BARS, points.size());
        return IntStream.range(0, bars)
                .map(bar -> points.subList(bar * points.size() / bars, (bar + 1) * points.size() / bars).stream()
                        .mapToInt(Point::replicas)
                        .max()
                        .orElse(0))
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(", "));
    }
}

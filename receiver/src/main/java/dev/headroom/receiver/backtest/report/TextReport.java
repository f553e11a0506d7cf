package dev.headroom.receiver.backtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A report for a terminal. */
public final class TextReport {

    private TextReport() {}

    public static String of(Report report) {
        return of(report, List.of());
    }

    /** With another table before its own, whose first row is the head. */
    public static String of(Report report, List<List<String>> first) {
        List<List<String>> rows = new ArrayList<>(List.of(Columns.heads(report)));
        report.results().forEach(result -> rows.add(Columns.cells(report, result)));
        String before = first.isEmpty() ? "" : table(first) + "\n";
        String text = report.title() + "\n\n" + before + table(rows);
        if (report.front().isEmpty()) {
            text += guards(report) + lines(Words.of(report));
        } else {
            text += "\n* none of the others serves more requests in time for as few replica hours\n";
        }
        return text + lines(Columns.remarks(report));
    }

    private static String guards(Report report) {
        if (Columns.guards(report).isEmpty()) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>(List.of(Columns.guardHeads(report)));
        report.results().forEach(result -> rows.add(Columns.refused(report, result)));
        return "\n" + table(rows);
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : "\n" + String.join("\n", lines) + "\n";
    }

    /** The first column to the left, numbers to the right. */
    private static String table(List<List<String>> rows) {
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String gap = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? row.get(i) + gap : "  " + gap + row.get(i));
        }
        return line.toString().stripTrailing() + "\n";
    }
}

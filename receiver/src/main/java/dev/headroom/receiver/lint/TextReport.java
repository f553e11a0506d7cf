package dev.headroom.receiver.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Findings and reaction times as text. */
final class TextReport {
    private static final List<String> HEADS = List.of(
            "SERVICE", "TRIGGER", "ALERT", "SCRAPE", "RULES", "FOR", "NOTIFY", "WARM-UP", "START", "WORST CASE");

    private TextReport() {}

    static String of(Report report) {
        String findings =
                report.findings().stream().map(finding -> finding + "\n").collect(Collectors.joining());
        return findings + Report.sum(report.findings().size()) + "\n"
                + (report.reactions().isEmpty() ? "" : "\n" + table(report.reactions()));
    }

    private static String table(List<Reaction> reactions) {
        List<List<String>> rows = new ArrayList<>(List.of(HEADS));
        reactions.forEach(reaction -> rows.add(row(reaction)));
        return columns(rows);
    }

    /** Of which each is as wide as it must be. */
    static String columns(List<List<String>> rows) {
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    static List<String> row(Reaction reaction) {
        Stream<String> words = Stream.of(reaction.service(), reaction.trigger(), reaction.alert());
        Stream<String> times = Stream.of(
                        reaction.scrape(),
                        reaction.evaluation(),
                        reaction.pending(),
                        reaction.notification(),
                        reaction.warmup(),
                        reaction.start(),
                        reaction.total())
                .map(Durations::words);
        return Stream.concat(words, times).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing() + "\n";
    }
}

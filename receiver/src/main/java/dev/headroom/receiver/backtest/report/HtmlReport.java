package dev.headroom.receiver.backtest.report;

import static dev.headroom.receiver.backtest.report.Html.escaped;

import dev.headroom.receiver.backtest.candidate.Result.Point;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A report as one page that needs nothing else: no script, no other file. */
public final class HtmlReport {

    private HtmlReport() {}

    public static String of(Report report) {
        String title = "Backtest of " + report.service();
        return "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escaped(title)
                + "</title>\n<style>\n" + Html.STYLE + Html.colours() + "</style>\n<h1>" + escaped(title) + "</h1>\n<p>"
                + escaped(report.title()) + "</p>\n"
                + table(Columns.heads(report), report.results().stream().map(result -> Columns.cells(report, result)))
                + list(Words.of(report)) + (report.front().isEmpty() ? charts(report) + guards(report) : "")
                + list(Columns.remarks(report)) + "</html>\n";
    }

    private static String charts(Report report) {
        return legend(report)
                + "<h2>Replicas</h2>\n<p>Each dot is a decision; hold the pointer over it for its reason.</p>\n"
                + new Chart(report, Point::replicas).draw(true, true)
                + "<h2>Longest queue of each minute</h2>\n"
                + new Chart(report, Point::waiting).draw(false, false);
    }

    private static String legend(Report report) {
        return IntStream.range(0, report.results().size())
                .mapToObj(i -> "<span><i class=\"key c" + i % Html.COLOURS + "\"></i>"
                        + escaped(report.results().get(i).name()) + "</span>")
                .collect(Collectors.joining("\n", "<p class=\"legend\">", "</p>\n"));
    }

    private static String guards(Report report) {
        return Columns.guards(report).isEmpty()
                ? ""
                : "<h2>Minutes refused by each guard</h2>\n"
                        + table(
                                Columns.guardHeads(report),
                                report.results().stream().map(result -> Columns.refused(report, result)));
    }

    private static String table(List<String> heads, Stream<List<String>> rows) {
        return "<div class=\"table\"><table>\n" + row("th", heads)
                + rows.map(cells -> row("td", cells)).collect(Collectors.joining()) + "</table></div>\n";
    }

    private static String row(String tag, List<String> cells) {
        return cells.stream()
                .map(cell -> "<" + tag + ">" + escaped(cell) + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>\n"));
    }

    private static String list(List<String> lines) {
        return lines.stream()
                .map(line -> "<li>" + escaped(line) + "</li>\n")
                .collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
    }
}

package dev.headroom.receiver.backtest.report;

import static dev.headroom.receiver.backtest.report.Columns.text;

import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Result.Change;
import dev.headroom.receiver.backtest.candidate.Result.Point;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** One chart of several candidates over time, as SVG; colours come from the page's style. */
final class Chart {

    private static final int WIDTH = 1000;
    private static final int HEIGHT = 260;
    private static final int LEFT = 48;
    private static final int RIGHT = 24;
    private static final int BOTTOM = 28;
    private static final int TOP = 12;
    private static final int MOST_POINTS = 1500;

    private final Report report;
    private final ToDoubleFunction<Point> value;
    private final double highest;
    private final double longest;

    Chart(Report report, ToDoubleFunction<Point> value) {
        this.report = report;
        this.value = value;
        this.highest = Math.max(1, points(report).mapToDouble(value).max().orElse(1)) * 1.05;
        this.longest = Math.max(60, points(report).mapToDouble(Point::at).max().orElse(60));
    }

    private static Stream<Point> points(Report report) {
        return report.results().stream().flatMap(result -> result.points().stream());
    }

    /** Each a line, the first one on top; {@code steps} keeps a value until the next. */
    String draw(boolean steps, boolean changes) {
        StringBuilder svg = new StringBuilder(text("<svg viewBox=\"0 0 %d %d\" role=\"img\">\n", WIDTH, HEIGHT));
        axes(svg);
        List<Result> results = report.results();
        for (int i = results.size() - 1; i >= 0; i--) {
            line(svg, results.get(i), i, steps);
        }
        for (int i = results.size() - 1; changes && i >= 0; i--) {
            for (Change change : results.get(i).changes()) {
                dot(svg, results.get(i), change, i);
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes(StringBuilder svg) {
        double step = stepOf(highest);
        for (double y = 0; y <= highest; y += step) {
            svg.append(text(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                    LEFT, WIDTH - RIGHT, y(y), y(y), LEFT - 6, y(y) + 4, Columns.number(y)));
        }
        double hours = Math.max(1.0 / 6, longest / 3600 / 12);
        double apart = hours > 1 ? Math.ceil(hours) * 3600 : Math.ceil(hours * 6) * 600;
        for (double at = 0; at <= longest; at += apart) {
            svg.append(
                    text("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x(at), HEIGHT - 8, clock(at)));
        }
    }

    private static double stepOf(double highest) {
        double step = Math.pow(10, Math.floor(Math.log10(highest)));
        double rough = highest / step;
        return Math.max(1, rough < 2 ? step / 5 : rough < 5 ? step / 2 : step);
    }

    /** Hours and minutes since the beginning. */
    private static String clock(double at) {
        Duration time = Duration.ofSeconds((long) at);
        return text("%02d:%02d", time.toHours(), time.toMinutesPart());
    }

    private void line(StringBuilder svg, Result result, int number, boolean steps) {
        List<Point> points = result.points();
        int every = 1 + points.size() / MOST_POINTS;
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < points.size(); i += every) {
            double x = x(points.get(i).at());
            double y = y(value.applyAsDouble(points.get(i)));
            path.append(
                    i == 0 ? text("M%.1f %.1f", x, y) : steps ? text("H%.1fV%.1f", x, y) : text("L%.1f %.1f", x, y));
        }
        svg.append(text("<path class=\"line c%d\" d=\"%s\"/>\n", number % Html.COLOURS, path));
    }

    private void dot(StringBuilder svg, Result result, Change change, int number) {
        String when = report.begins().plusSeconds((long) change.at()).toString();
        String told = result.name() + ", " + when + ": " + change.from() + " -> " + change.to() + "\n" + change.why();
        svg.append(text(
                "<circle class=\"dot c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"><title>%s</title></circle>\n",
                number % Html.COLOURS, x(change.at()), y(change.to()), Html.escaped(told)));
    }

    private double x(double at) {
        return LEFT + at / longest * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - value / highest * (HEIGHT - BOTTOM - TOP);
    }
}

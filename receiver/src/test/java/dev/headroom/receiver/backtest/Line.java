package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.candidate.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The best of many candidates as a line: of replica hours and the share of requests in time, with a straight way between two of
 * them.
 *
 * @param points those that no other beats, the cheapest first
 */
public record Line(List<Result> points) {

    public static Line of(List<Result> results) {
        return new Line(Sweep.front(results).stream()
                .sorted(Comparator.comparingDouble(Line::hours))
                .toList());
    }

    public static double hours(Result result) {
        return result.figures().replicaHours();
    }

    private static double share(Result result) {
        return result.figures().objective();
    }

    /** The share at so many hours; beyond the last point its own, and NaN before the first. */
    double shareAt(double hours) {
        for (List<Result> piece : pieces()) {
            if (hours >= hours(piece.get(0)) && hours <= hours(piece.get(1))) {
                double part = (hours - hours(piece.get(0))) / (hours(piece.get(1)) - hours(piece.get(0)));
                return share(piece.get(0)) + part * (share(piece.get(1)) - share(piece.get(0)));
            }
        }
        Result last = points.get(points.size() - 1);
        return hours > hours(last) ? share(last) : Double.NaN;
    }

    /** How far a candidate's share lies above it. */
    public double below(Result result) {
        return share(result) - shareAt(hours(result));
    }

    /** The hours for a share: at least those of the first point, and infinite where none reaches it. */
    public double hoursFor(double share) {
        if (share <= share(points.get(0))) {
            return hours(points.get(0));
        }
        for (List<Result> piece : pieces()) {
            if (share <= share(piece.get(1))) {
                double part = (share - share(piece.get(0))) / (share(piece.get(1)) - share(piece.get(0)));
                return hours(piece.get(0)) + part * (hours(piece.get(1)) - hours(piece.get(0)));
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /** The last that takes no more hours. */
    Result left(Result result) {
        return points.stream()
                .filter(point -> hours(point) <= hours(result))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** The one after that, or itself where it is the last. */
    Result right(Result result) {
        return points.get(Math.min(points.indexOf(left(result)) + 1, points.size() - 1));
    }

    private List<List<Result>> pieces() {
        List<List<Result>> pieces = new ArrayList<>();
        for (int i = 1; i < points.size(); i++) {
            pieces.add(points.subList(i - 1, i + 1));
        }
        return pieces;
    }
}

package dev.headroom.receiver.backtest.report;

import static dev.headroom.receiver.backtest.report.Columns.percent;
import static dev.headroom.receiver.backtest.report.Columns.text;

import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Result.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The difference between the first candidate and each other, in a sentence. */
final class Words {

    private Words() {}

    static List<String> of(Report report) {
        return report.others().stream()
                .map(other -> sentence(report.first(), other))
                .toList();
    }

    private static String sentence(Result first, Result other) {
        Figures a = first.figures();
        Figures b = other.figures();
        List<String> parts = new ArrayList<>();
        points(a, b)
                .map(part -> part + agreed(first, other, Figures::objective))
                .ifPresent(parts::add);
        change("replica hours", a.replicaHours(), b.replicaHours(), "%.1f")
                .map(part -> part + agreed(first, other, Figures::replicaHours))
                .ifPresent(parts::add);
        change("failed requests", a.failures(), b.failures(), "%.0f").ifPresent(parts::add);
        change("actions", a.actions(), b.actions(), "%.0f").ifPresent(parts::add);
        change("reversals", a.reversals(), b.reversals(), "%.0f").ifPresent(parts::add);
        change("s of p99 wait", a.p99Wait(), b.p99Wait(), "%.1f").ifPresent(parts::add);
        String head = first.name() + " against " + other.name() + ": ";
        return head + (parts.isEmpty() ? "no difference" : String.join("; ", parts)) + ".";
    }

    /** Of how many seeds that can be said alone, where several were played: both candidates had the same requests of each. */
    private static String agreed(Result first, Result other, ToDoubleFunction<Figures> figure) {
        int seeds = Math.min(first.draws().size(), other.draws().size());
        double way = Math.signum(figure.applyAsDouble(first.figures()) - figure.applyAsDouble(other.figures()));
        long alike = IntStream.range(0, seeds)
                .filter(i -> way
                        == Math.signum(figure.applyAsDouble(first.draws().get(i))
                                - figure.applyAsDouble(other.draws().get(i))))
                .count();
        return seeds < 2 ? "" : text(", so with %d of %d seeds", alike, seeds);
    }

    private static Optional<String> points(Figures a, Figures b) {
        double points = (a.objective() - b.objective()) * 100;
        return Math.abs(points) < 0.005
                ? Optional.empty()
                : Optional.of(text(
                        "%.2f points %s requests in time (%s, was %s)",
                        Math.abs(points),
                        points > 0 ? "more" : "fewer",
                        percent(a.objective()),
                        percent(b.objective())));
    }

    private static Optional<String> change(String what, double a, double b, String format) {
        String now = text(format, a);
        String was = text(format, b);
        if (now.equals(was)) {
            return Optional.empty();
        }
        String share = b == 0 ? "" : text(", %+.0f %%", (a - b) / b * 100);
        return Optional.of(text(format, Math.abs(a - b)) + (a > b ? " more " : " fewer ") + what + " (" + now + ", was "
                + was + share + ")");
    }
}

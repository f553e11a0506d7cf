package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.candidate.Result;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that must not be: {@code objective<95%}.
 *
 * @param text as it was written
 */
public record Limit(String text, String figure, boolean below, double number) {

    private static final Pattern FORM = Pattern.compile("([a-z0-9_]+) *([<>]) *([0-9]+(?:\\.[0-9]+)?)(%?)");
    private static final Map<String, ToDoubleFunction<Result.Figures>> FIGURES = Map.of(
            "p90_ttft", Result.Figures::p90Ttft,
            "p90_tpot", Result.Figures::p90Tpot,
            "objective", Result.Figures::objective,
            "p99_wait", Result.Figures::p99Wait,
            "failures", Result.Figures::failures,
            "replica_hours", Result.Figures::replicaHours,
            "actions", Result.Figures::actions,
            "reversals", Result.Figures::reversals,
            "minutes_at_max", Result.Figures::minutesAtMax);

    /**
     * Reads one.
     *
     * @throws BacktestException where it has another form, or names a figure that there is not
     */
    public static Limit parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches() || !FIGURES.containsKey(form.group(1))) {
            throw new BacktestException("--fail-if: must be a figure, < or >, and a number, found \"" + text
                    + "\"; write it like objective<95%, with one of "
                    + String.join(", ", new TreeSet<>(FIGURES.keySet())));
        }
        double number = Double.parseDouble(form.group(3)) / (form.group(4).isEmpty() ? 1 : 100);
        return new Limit(text.strip(), form.group(1), form.group(2).equals("<"), number);
    }

    /** What is wrong with a result, in words; empty where nothing is. */
    public Optional<String> brokenBy(Result result) {
        ToDoubleFunction<Result.Figures> figure = FIGURES.get(this.figure);
        double found = figure == null ? Double.NaN : figure.applyAsDouble(result.figures());
        if (Double.isNaN(found)) {
            return Optional.of(result.name() + ": " + text + " (" + this.figure + " is not known; add --kv-tokens)");
        }
        boolean broken = below ? found < number : found > number;
        return broken
                ? Optional.of(
                        result.name() + ": " + text + " (" + this.figure + " is " + Math.round(found * 1e4) / 1e4 + ")")
                : Optional.empty();
    }
}

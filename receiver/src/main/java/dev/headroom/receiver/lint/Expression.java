package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.LabelMatcher;
import dev.headroom.receiver.promql.Lines;
import dev.headroom.receiver.promql.PromqlException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * PromQL of a rule or a panel.
 *
 * @param written what stands there, or the same with its variables replaced by something as long
 * @param parsed empty where it is no PromQL
 * @param mistake why it is none
 */
record Expression(Yaml yaml, String written, Optional<Expr> parsed, Optional<PromqlException> mistake) {

    static Expression of(Yaml yaml) {
        return of(yaml, yaml.text());
    }

    static Expression of(Yaml yaml, String written) {
        try {
            return new Expression(yaml, written, Optional.of(Expr.parse(written)), Optional.empty());
        } catch (PromqlException e) {
            return new Expression(yaml, written, Optional.empty(), Optional.of(e));
        }
    }

    /** The same text with another number in its threshold; empty where it has none. */
    static Optional<String> threshold(String text, String number) {
        try {
            return Comparison.first(Expr.parse(text)).map(first -> {
                Expr.Literal old = first.written();
                return text.substring(0, old.at()) + number + text.substring(old.end());
            });
        } catch (PromqlException e) {
            return Optional.empty();
        }
    }

    /** On one line, without comments. */
    String text() {
        return Lines.one(written);
    }

    Place place() {
        return yaml.place();
    }

    Place place(Expr part) {
        return yaml.place(part.at());
    }

    /** Everything of one kind in it. */
    <T extends Expr> Stream<T> deep(Class<T> kind) {
        return parsed.stream().flatMap(expr -> expr.deep(kind));
    }

    /** Names of the metrics and signals that it reads. */
    Set<String> metrics() {
        Set<String> names = new LinkedHashSet<>();
        deep(Expr.Selector.class)
                .map(Expr.Selector::name)
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        return names;
    }

    /** Labels that it asks for, or groups by. */
    Set<String> labels() {
        Set<String> labels = new LinkedHashSet<>();
        matchers().map(LabelMatcher::label).forEach(labels::add);
        deep(Expr.Aggregation.class)
                .flatMap(aggregation -> aggregation.grouping().stream())
                .filter(grouping -> !grouping.without())
                .forEach(grouping -> labels.addAll(grouping.labels()));
        return labels;
    }

    Stream<LabelMatcher> matchers() {
        return deep(Expr.Selector.class).flatMap(selector -> selector.matchers().stream());
    }

    /** The form {@code signal > number}, perhaps with guards behind it: the first of what is asked for. */
    Optional<Comparison> threshold() {
        return parsed.flatMap(Comparison::first);
    }

    /** What must hold beside the threshold, as far as it has the same form. */
    List<Comparison> guards() {
        return parsed.map(Comparison::behindTheFirst).orElse(List.of());
    }

    /** How old the newest of what decides is; empty where it is of one moment for ever. */
    Optional<Duration> age() {
        return parsed.map(Comparison::decisive).map(Expression::age).orElse(Optional.of(Duration.ZERO));
    }

    /** How old the newest of what it reads is; empty where it is of one moment for ever. */
    static Optional<Duration> age(Expr expr) {
        return expr.deep(Expr.Selector.class).findAny().isEmpty()
                ? Optional.of(Duration.ZERO)
                : ages(expr).min(Duration::compareTo);
    }

    private static Stream<Duration> ages(Expr expr) {
        if (expr instanceof Expr.Shifted shifted) {
            return shifted.fixed() ? Stream.empty() : ages(shifted.of()).map(shifted.by()::plus);
        }
        return expr instanceof Expr.Selector
                ? Stream.of(Duration.ZERO)
                : expr.parts().stream().flatMap(Expression::ages);
    }

    /** It always holds, on purpose. */
    boolean isConstant() {
        return parsed.filter(expr ->
                        expr instanceof Expr.Call call && call.function().equals("vector"))
                .isPresent();
    }

    boolean asksForAbsence() {
        return deep(Expr.Call.class).anyMatch(call -> call.function().startsWith("absent"));
    }
}

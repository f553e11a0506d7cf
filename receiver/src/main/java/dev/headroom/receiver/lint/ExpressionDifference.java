package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr.Binary;
import dev.headroom.receiver.promql.Expr.Matching;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How the condition of an alert has changed. */
final class ExpressionDifference {
    private ExpressionDifference() {}

    static Stream<String> of(Expression was, Expression is) {
        if (was.text().equals(is.text())) {
            return Stream.empty();
        }
        if (!isPlain(was) || !isPlain(is) || !areJoinedAlike(was, is)) {
            return Stream.of("another expression: " + is.text());
        }
        List<String> parts = Stream.concat(
                        threshold(was.threshold().orElseThrow(), is.threshold().orElseThrow()),
                        guards(was.guards(), is.guards()))
                .toList();
        return parts.isEmpty() ? Stream.of("another expression: " + is.text()) : parts.stream();
    }

    private static boolean isPlain(Expression expression) {
        return expression.parsed().filter(Comparison::isAllOf).isPresent();
    }

    /** Whether guards that are as many belong to their signals by the same labels. */
    private static boolean areJoinedAlike(Expression was, Expression is) {
        List<Optional<Matching>> before = joins(was);
        List<Optional<Matching>> after = joins(is);
        return before.size() != after.size() || before.equals(after);
    }

    private static List<Optional<Matching>> joins(Expression expression) {
        return expression
                .deep(Binary.class)
                .filter(Binary::isOfSets)
                .map(Binary::matching)
                .toList();
    }

    private static Stream<String> threshold(Comparison was, Comparison is) {
        boolean same = isLike(was, is);
        if (same && was.threshold().equals(is.threshold())) {
            return Stream.empty();
        }
        if (same && was.operator().equals(is.operator())) {
            return Stream.of(was.number() + " -> " + is.number());
        }
        return Stream.of(same ? was.threshold() + " -> " + is.threshold() : words(was) + " -> " + words(is));
    }

    private static Stream<String> guards(List<Comparison> was, List<Comparison> is) {
        Stream<String> gone = was.stream()
                .filter(guard -> like(guard, is).isEmpty())
                .map(guard -> "guard " + words(guard) + " is gone");
        Stream<String> others = is.stream()
                .flatMap(guard -> like(guard, was)
                        .map(old -> Change.of("guard " + guard.signal(), old.threshold(), guard.threshold()))
                        .orElseGet(() -> Stream.of("new guard " + words(guard))));
        return Stream.concat(others, gone);
    }

    private static Optional<Comparison> like(Comparison guard, List<Comparison> others) {
        return others.stream().filter(other -> isLike(other, guard)).findFirst();
    }

    private static boolean isLike(Comparison one, Comparison other) {
        return one.selected().equals(other.selected());
    }

    private static String words(Comparison comparison) {
        return comparison.selected() + " " + comparison.threshold();
    }
}

package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Binary;
import dev.headroom.receiver.promql.Expr.LabelMatcher;
import dev.headroom.receiver.promql.Expr.Matching;
import dev.headroom.receiver.promql.Expr.Selector;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether two expressions are about the same series. */
record SameSeries(KeptLabels kept) {

    /** Whether they are alike, wherever they stand. */
    static boolean isSame(Expr one, Expr other) {
        if (!one.getClass().equals(other.getClass())
                || one.parts().size() != other.parts().size()) {
            return false;
        }
        for (int i = 0; i < one.parts().size(); i++) {
            if (!isSame(one.parts().get(i), other.parts().get(i))) {
                return false;
            }
        }
        return own(one).equals(own(other));
    }

    /** What it says itself, without its place and its parts. */
    private static List<Object> own(Expr expr) {
        if (expr instanceof Expr.Literal literal) {
            return List.of(literal.value());
        }
        if (expr instanceof Expr.Text text) {
            return List.of(text.value());
        }
        if (expr instanceof Selector selector) {
            return List.of(selector.name(), matchers(selector));
        }
        if (expr instanceof Expr.Range range) {
            return List.of(range.range(), range.step());
        }
        if (expr instanceof Expr.Shifted shifted) {
            return List.of(shifted.by(), shifted.moment());
        }
        if (expr instanceof Expr.Call call) {
            return List.of(call.function());
        }
        if (expr instanceof Expr.Aggregation aggregation) {
            return List.of(aggregation.operator(), aggregation.grouping());
        }
        return expr instanceof Binary binary ? List.of(binary.operator(), binary.bool(), binary.matching()) : List.of();
    }

    private static Set<List<String>> matchers(Selector selector) {
        return selector.matchers().stream().map(SameSeries::words).collect(Collectors.toSet());
    }

    private static List<String> words(LabelMatcher matcher) {
        return List.of(matcher.label(), matcher.operator(), matcher.value());
    }

    /** Whether each series of the other is one of its own, so that nothing is left of the other without them. */
    static boolean contains(Expr one, Expr other) {
        if (isSame(one, other)) {
            return true;
        }
        if (one instanceof Binary binary && binary.operator().equals("or")) {
            return contains(binary.left(), other) || contains(binary.right(), other);
        }
        if (one instanceof Selector all && other instanceof Selector some) {
            return all.name().equals(some.name()) && matchers(some).containsAll(matchers(all));
        }
        return filtered(other).filter(inside -> contains(one, inside)).isPresent();
    }

    /** Whether both sides filter one signal, of which each series is matched with itself. */
    boolean areOfOneSignal(Binary binary) {
        Expr left = source(binary.left());
        return isOfOneSignal(left, source(binary.right()))
                && binary.matching().map(matching -> isWhole(matching, left)).orElse(true);
    }

    private static boolean isOfOneSignal(Expr one, Expr other) {
        return isSame(one, other) || (one instanceof Selector selector && isOfName(selector.name(), other));
    }

    private static boolean isOfName(String name, Expr other) {
        return other instanceof Selector selector && selector.name().equals(name) && !name.isEmpty();
    }

    private boolean isWhole(Matching matching, Expr signal) {
        return !matching.ignoring()
                && kept.of(signal).filter(matching.labels()::containsAll).isPresent();
    }

    private static Expr source(Expr expr) {
        return filtered(expr).map(SameSeries::source).orElse(expr);
    }

    /** What a comparison or a guard leaves some series of. */
    private static Optional<Expr> filtered(Expr expr) {
        if (!(expr instanceof Binary binary) || binary.bool()) {
            return Optional.empty();
        }
        if (binary.compares()) {
            return binary.parts().stream().anyMatch(Expr::isScalar)
                    ? Optional.of(binary.left().isScalar() ? binary.right() : binary.left())
                    : Optional.empty();
        }
        boolean narrows = binary.isOfSets() && !binary.operator().equals("or");
        return narrows ? Optional.of(binary.left()) : Optional.empty();
    }

    /** Whether everything matches everything: {@code on ()}. */
    static boolean isOnNothing(Binary binary) {
        return binary.matching()
                .filter(matching -> !matching.ignoring() && matching.labels().isEmpty())
                .isPresent();
    }
}

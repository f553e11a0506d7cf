package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.promql.Expr;
import java.util.List;
import java.util.Optional;

/** Expressions whose series have other labels than those of another, or are those that matchers take. */
final class Relabelled {
    /** A label that no series has. */
    static final String MARK = "headroom_mark";

    private Relabelled() {}

    /** Those of a vector that matchers take: the taken are marked, the marked kept, and the marks removed. */
    static Expr narrowed(Expr vector, List<Expr.LabelMatcher> matchers) {
        Expr left = vector;
        for (Expr.LabelMatcher matcher : matchers) {
            String pattern = matcher.isPattern() ? matcher.value() : Catalog.quoted(matcher.value());
            Expr marked = call("label_replace", left, text(MARK), text("1"), text(matcher.label()), text(pattern));
            Expr mark = label(call("vector", new Expr.Literal(1, "1", 0, 0)), MARK, "1");
            Expr.Matching by = new Expr.Matching(false, List.of(MARK), "", List.of());
            String operator = matcher.operator().startsWith("!") ? "unless" : "and";
            left = label(new Expr.Binary(operator, false, Optional.of(by), marked, mark, 0), MARK, "");
        }
        return left;
    }

    static Expr label(Expr vector, String name, String value) {
        return call("label_replace", vector, text(name), text(value.replace("$", "$$")), text(""), text(""));
    }

    static Expr set(String operator, Expr left, Expr right) {
        return new Expr.Binary(operator, false, Optional.empty(), left, right, 0);
    }

    static Expr call(String function, Expr... parts) {
        return new Expr.Call(function, List.of(parts), 0);
    }

    static Expr text(String value) {
        return new Expr.Text(value, 0);
    }
}

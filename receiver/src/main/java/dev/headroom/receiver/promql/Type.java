package dev.headroom.receiver.promql;

import java.util.Set;

/** What an expression tells. */
enum Type {
    VECTOR("an instant vector"),
    RANGE("a range vector, like x[5m]"),
    SCALAR("a scalar"),
    TEXT("a text");

    private static final Set<String> SCALARS = Set.of("scalar", "time", "pi", "start", "end", "step", "range");

    private final String words;

    Type(String words) {
        this.words = words;
    }

    static Type of(char letter) {
        return switch (letter) {
            case 'v' -> VECTOR;
            case 'm' -> RANGE;
            case 's' -> SCALAR;
            default -> TEXT;
        };
    }

    static Type of(Expr expr) {
        if (expr instanceof Expr.Range) {
            return RANGE;
        }
        if (expr instanceof Expr.Text) {
            return TEXT;
        }
        if (expr instanceof Expr.Shifted shifted) {
            return of(shifted.of());
        }
        if (expr instanceof Expr.Negation negation) {
            return of(negation.of());
        }
        if (expr instanceof Expr.Call call) {
            return SCALARS.contains(call.function()) ? SCALAR : VECTOR;
        }
        if (expr instanceof Expr.Binary binary) {
            return of(binary.left()) == SCALAR && of(binary.right()) == SCALAR ? SCALAR : VECTOR;
        }
        return expr instanceof Expr.Literal ? SCALAR : VECTOR;
    }

    /** @param taker what takes it, for the message */
    void mustBe(Expr expr, String taker) throws PromqlException {
        if (of(expr) != this) {
            throw new PromqlException(taker + " takes " + words + ", found " + of(expr).words, expr.at());
        }
    }

    static void check(Expr.Binary binary) throws PromqlException {
        for (Expr side : binary.parts()) {
            if (of(side) == RANGE || of(side) == TEXT) {
                throw new PromqlException(
                        binary.operator() + " takes scalars and instant vectors, found " + of(side).words, side.at());
            }
        }
        boolean scalars = of((Expr) binary) == SCALAR;
        if (scalars && binary.compares() && !binary.bool()) {
            throw new PromqlException("a comparison of two scalars needs bool", binary.at());
        }
        boolean vectors = of(binary.left()) == VECTOR && of(binary.right()) == VECTOR;
        if (!vectors && binary.isOfSets()) {
            throw new PromqlException(binary.operator() + " takes two instant vectors", binary.at());
        }
        if (!vectors && binary.matching().isPresent()) {
            throw new PromqlException("labels are matched between two instant vectors only", binary.at());
        }
    }
}

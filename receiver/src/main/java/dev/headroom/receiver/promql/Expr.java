package dev.headroom.receiver.promql;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An expression of PromQL, without its parentheses and comments. */
public sealed interface Expr {

    /**
     * Reads text as Prometheus does, functions and their arguments included.
     *
     * @throws PromqlException where Prometheus refuses it, or it is newer than what is known here
     */
    static Expr parse(String text) throws PromqlException {
        return Parser.parse(text);
    }

    /** Characters of the text before it. */
    int at();

    /** It as text that Prometheus reads, the same for all that mean the same but for names of labels in another order. */
    default String text() {
        return Writer.text(this);
    }

    /** Whether it is one number without labels. */
    default boolean isScalar() {
        return Type.of(this) == Type.SCALAR;
    }

    /** What it is made of. */
    default List<Expr> parts() {
        return List.of();
    }

    /** It and all that it is made of. */
    default Stream<Expr> deep() {
        return Stream.concat(Stream.of(this), parts().stream().flatMap(Expr::deep));
    }

    /** All of one kind in it. */
    default <T extends Expr> Stream<T> deep(Class<T> kind) {
        return deep().filter(kind::isInstance).map(kind::cast);
    }

    /**
     * A number.
     *
     * @param text as it is written
     * @param end characters of the whole text up to its end
     */
    record Literal(double value, String text, int at, int end) implements Expr {}

    record Text(String value, int at) implements Expr {}

    /**
     * An instant vector.
     *
     * @param name of the metric; empty where only labels are asked for
     */
    record Selector(String name, List<LabelMatcher> matchers, int at) implements Expr {}

    /** A condition on a label; {@code operator} is one of {@code = != =~ !~}. */
    record LabelMatcher(String label, String operator, String value, int at) {
        public boolean isPattern() {
            return operator.endsWith("~");
        }
    }

    /**
     * {@code of[range]} or, with a step, a subquery.
     *
     * @param step empty for a range, zero for a subquery with the usual step
     */
    record Range(Expr of, Duration range, Optional<Duration> step, int at) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of(of);
        }
    }

    /**
     * The same at another time, by {@code offset} or {@code @}.
     *
     * @param by how much earlier, by an offset; negative for later
     * @param moment that of {@code @}, as {@code end()} or {@code 1609746000}; empty for an offset
     */
    record Shifted(Expr of, Duration by, String moment, int at) implements Expr {
        /** Whether it is one moment for ever. */
        public boolean fixed() {
            return !moment.isEmpty() && !moment.endsWith("()");
        }

        @Override
        public List<Expr> parts() {
            return List.of(of);
        }
    }

    record Call(String function, List<Expr> parts, int at) implements Expr {}

    /** {@code sum by (service) (…)}; empty grouping where it keeps no label. */
    record Aggregation(String operator, Optional<Grouping> grouping, List<Expr> parts, int at) implements Expr {}

    /** The labels that an aggregation keeps, or those that it drops. */
    record Grouping(boolean without, List<String> labels) {}

    record Negation(Expr of, int at) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of(of);
        }
    }

    /**
     * An operator between two expressions.
     *
     * @param bool whether a comparison tells 0 or 1 instead of leaving out
     */
    record Binary(String operator, boolean bool, Optional<Matching> matching, Expr left, Expr right, int at)
            implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of(left, right);
        }

        public boolean compares() {
            return Operators.COMPARISONS.contains(operator);
        }

        /** {@code and}, {@code or}, {@code unless}. */
        public boolean isOfSets() {
            return Operators.SETS.contains(operator);
        }
    }

    /**
     * By which labels two vectors are matched.
     *
     * @param many the side that may have several, {@code left} or {@code right}; empty for one to one
     * @param included labels that are taken over from the other side
     */
    record Matching(boolean ignoring, List<String> labels, String many, List<String> included) {}
}

package dev.headroom.receiver.lint;

import java.math.BigDecimal;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;

/** The numbers that something can be, both ends among them. Infinity is beyond what is measured, and NaN is no number. */
record Interval(double low, double high) {
    static final Interval ALL = new Interval(-Double.MAX_VALUE, Double.MAX_VALUE);
    static final Interval NOT_NEGATIVE = new Interval(0, Double.MAX_VALUE);
    static final Interval ZERO_OR_ONE = new Interval(0, 1);

    static Interval of(double number) {
        return new Interval(number, number);
    }

    boolean contains(double number) {
        return low <= number && number <= high;
    }

    boolean contains(Interval other) {
        return low <= other.low && other.high <= high;
    }

    boolean meets(Interval other) {
        return low <= other.high && other.low <= high;
    }

    private boolean isOneNumber() {
        return low == high;
    }

    /** What both can be; the other where there is no such number. */
    Interval within(Interval other) {
        return meets(other) ? new Interval(Math.max(low, other.low), Math.min(high, other.high)) : other;
    }

    /** From the lowest to the highest of both. */
    Interval and(Interval other) {
        return new Interval(Math.min(low, other.low), Math.max(high, other.high));
    }

    Interval negated() {
        return new Interval(-high, -low);
    }

    /** Of a sum of some of these. */
    Interval added() {
        return new Interval(low >= 0 ? low : ALL.low, high <= 0 ? high : ALL.high);
    }

    /** What arithmetic makes of the two. */
    Interval combined(String operator, Interval other) {
        return switch (operator) {
            case "+" -> ends(other, Double::sum);
            case "-" -> ends(other, (left, right) -> left - right);
            case "*" -> ends(other, (left, right) -> left * right);
            case "/" -> other.contains(0) ? ALL : ends(other, (left, right) -> left / right);
            default -> ALL;
        };
    }

    private Interval ends(Interval other, DoubleBinaryOperator operator) {
        double[] ends = DoubleStream.of(
                        operator.applyAsDouble(low, other.low),
                        operator.applyAsDouble(low, other.high),
                        operator.applyAsDouble(high, other.low),
                        operator.applyAsDouble(high, other.high))
                .sorted()
                .toArray();
        return Double.isNaN(ends[3]) ? ALL : new Interval(ends[0], ends[3]);
    }

    /** Whether a comparison can hold. A bucket's bound, a limit or a quotient may be infinite, so that is asked for. */
    boolean canHold(String operator, Interval other) {
        return switch (operator) {
            case ">" -> high > other.low;
            case ">=" -> high >= other.low;
            case "<" -> low < other.high;
            case "<=" -> low <= other.high;
            case "==" -> meets(other) || Double.isInfinite(low) || Double.isInfinite(other.low);
            default -> !(isOneNumber() && equals(other));
        };
    }

    /** Whether it holds for all of both. */
    boolean mustHold(String operator, Interval other) {
        return switch (operator) {
            case ">" -> low > other.high;
            case ">=" -> low >= other.high;
            case "<" -> high < other.low;
            case "<=" -> high <= other.low;
            case "==" -> isOneNumber() && equals(other);
            default -> !meets(other) && !Double.isInfinite(low) && !Double.isInfinite(other.low);
        };
    }

    /** What is left of it by a comparison that holds. */
    Interval filtered(String operator, Interval other) {
        return switch (operator) {
            case ">", ">=" -> new Interval(Math.max(low, other.low), high);
            case "<", "<=" -> new Interval(low, Math.min(high, other.high));
            case "==" -> within(other);
            default -> this;
        };
    }

    /** {@code from 0 to 100}. */
    @Override
    public String toString() {
        return "from " + words(low) + (high == Double.MAX_VALUE ? " upwards" : " to " + words(high));
    }

    static String words(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}

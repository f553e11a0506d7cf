package dev.headroom.receiver.backtest.signal;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** A PromQL expression over one service, so that a vector has one element or none: a number, or NaN for none. */
sealed interface Expr {

    double at(Signals signals);

    /** Everything that it is made of, itself included. */
    default Stream<Expr> deep() {
        return Stream.concat(Stream.of(this), parts().stream().flatMap(Expr::deep));
    }

    default List<Expr> parts() {
        return List.of();
    }

    record Constant(double value) implements Expr {
        @Override
        public double at(Signals signals) {
            return value;
        }
    }

    /** Seconds since 1970. */
    record Time() implements Expr {
        @Override
        public double at(Signals signals) {
            return signals.time();
        }
    }

    record Selector(String name, Map<String, String> labels) implements Expr {
        @Override
        public double at(Signals signals) {
            return signals.value(this);
        }
    }

    /** A function of what a signal was in the last {@code seconds}, each {@code step} seconds; 0 for at every sample. */
    record Range(Selector of, double seconds, double step, ToDoubleFunction<double[]> function) implements Expr {
        @Override
        public double at(Signals signals) {
            double[] values = signals.last(this);
            return values.length == 0 ? Double.NaN : function.applyAsDouble(values);
        }

        @Override
        public List<Expr> parts() {
            return List.of(of);
        }
    }

    /** A function of several values; NaN where one of them is. */
    record Call(List<Expr> parts, ToDoubleFunction<double[]> function) implements Expr {
        @Override
        public double at(Signals signals) {
            double[] values =
                    parts.stream().mapToDouble(part -> part.at(signals)).toArray();
            for (double value : values) {
                if (Double.isNaN(value)) {
                    return Double.NaN;
                }
            }
            return function.applyAsDouble(values);
        }
    }

    record Binary(Expr left, Expr right, DoubleBinaryOperator operator) implements Expr {
        @Override
        public double at(Signals signals) {
            double a = left.at(signals);
            return Double.isNaN(a) ? Double.NaN : operator.applyAsDouble(a, right.at(signals));
        }

        @Override
        public List<Expr> parts() {
            return List.of(left, right);
        }
    }

    /** {@code and}, {@code or}, {@code unless}: the left value, the right one, or none. */
    record Set(Expr left, Expr right, String word) implements Expr {
        @Override
        public double at(Signals signals) {
            double a = left.at(signals);
            if (word.equals("or")) {
                return Double.isNaN(a) ? right.at(signals) : a;
            }
            boolean there = !Double.isNaN(a) && !Double.isNaN(right.at(signals));
            boolean wanted = word.equals("and") == there;
            return wanted ? a : Double.NaN;
        }

        @Override
        public List<Expr> parts() {
            return List.of(left, right);
        }
    }
}

package dev.headroom.receiver.backtest.signal;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** A PromQL expression over one service, so that a vector has one element or none: a number, or NaN for none. */
sealed interface Formula {

    double at(Signals signals);

    /** Everything that it is made of, itself included. */
    default Stream<Formula> deep() {
        return Stream.concat(Stream.of(this), parts().stream().flatMap(Formula::deep));
    }

    default List<Formula> parts() {
        return List.of();
    }

    record Constant(double value) implements Formula {
        @Override
        public double at(Signals signals) {
            return value;
        }
    }

    /** Seconds since 1970. */
    record Time() implements Formula {
        @Override
        public double at(Signals signals) {
            return signals.time();
        }
    }

    /**
     * A metric or a signal.
     *
     * @param labels that it must have
     * @param services one of which it must be of; empty for any
     * @param others services that are not meant
     */
    record Selector(String name, Map<String, String> labels, List<String> services, List<String> others)
            implements Formula {
        @Override
        public double at(Signals signals) {
            return signals.value(this);
        }
    }

    /** A function of what something was in the last {@code seconds}, each {@code step} seconds; 0 for at every sample. */
    record Range(Formula of, double seconds, double step, ToDoubleFunction<double[]> function) implements Formula {
        @Override
        public double at(Signals signals) {
            double[] values = signals.last(this);
            return values.length == 0 ? Double.NaN : function.applyAsDouble(values);
        }

        @Override
        public List<Formula> parts() {
            return List.of(of);
        }
    }

    /** A function of several values; NaN where one of them is. */
    record Call(List<Formula> parts, ToDoubleFunction<double[]> function) implements Formula {
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

    record Binary(Formula left, Formula right, DoubleBinaryOperator operator) implements Formula {
        @Override
        public double at(Signals signals) {
            double a = left.at(signals);
            return Double.isNaN(a) ? Double.NaN : operator.applyAsDouble(a, right.at(signals));
        }

        @Override
        public List<Formula> parts() {
            return List.of(left, right);
        }
    }

    /** {@code and}, {@code or}, {@code unless}: the left value, the right one, or none. */
    record Set(Formula left, Formula right, String word) implements Formula {
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
        public List<Formula> parts() {
            return List.of(left, right);
        }
    }
}

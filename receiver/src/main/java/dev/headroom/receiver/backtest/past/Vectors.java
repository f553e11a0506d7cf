package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.promql.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Takes an expression apart into signals, which a Prometheus tells, and what holds of them: thresholds, guards behind
 * {@code and} and {@code unless}, and {@code or}. So another threshold asks for nothing new.
 */
final class Vectors {

    private Vectors() {}

    /** What a Prometheus must tell for an expression. */
    static Stream<Expr> signals(Expr expr) {
        if (expr instanceof Expr.Binary binary && binary.isOfSets()) {
            return Stream.concat(signals(binary.left()), signals(binary.right()));
        }
        return threshold(expr).map(threshold -> signals(threshold.of())).orElseGet(() -> Stream.of(expr));
    }

    /** The same expression over what it told. */
    static Vector of(Expr expr, Function<Expr, List<Series>> told) {
        if (expr instanceof Expr.Binary binary && binary.isOfSets()) {
            return set(binary, of(binary.left(), told), of(binary.right(), told));
        }
        Optional<Threshold> threshold = threshold(expr);
        return threshold.isPresent()
                ? new Filtered(of(threshold.get().of(), told), threshold.get().holds())
                : new Signal(told.apply(expr));
    }

    private record Threshold(Expr of, DoublePredicate holds) {}

    private static Optional<Threshold> threshold(Expr expr) {
        if (!(expr instanceof Expr.Binary binary) || !binary.compares() || binary.bool()) {
            return Optional.empty();
        }
        Optional<Double> right = number(binary.right());
        if (right.isPresent() && !binary.left().isScalar()) {
            double number = right.get();
            return Optional.of(new Threshold(binary.left(), value -> holds(binary.operator(), value, number)));
        }
        return number(binary.left())
                .filter(number -> !binary.right().isScalar())
                .map(number -> new Threshold(binary.right(), value -> holds(binary.operator(), number, value)));
    }

    private static Optional<Double> number(Expr expr) {
        if (expr instanceof Expr.Negation negation) {
            return number(negation.of()).map(value -> -value);
        }
        return expr instanceof Expr.Literal literal ? Optional.of(literal.value()) : Optional.empty();
    }

    private static boolean holds(String operator, double left, double right) {
        return switch (operator) {
            case ">" -> left > right;
            case "<" -> left < right;
            case ">=" -> left >= right;
            case "<=" -> left <= right;
            case "==" -> left == right;
            default -> left != right;
        };
    }

    private static Vector set(Expr.Binary binary, Vector left, Vector right) {
        return switch (binary.operator()) {
            case "and" -> new Guarded(left, right, partners(binary, left, right), true);
            case "unless" -> new Guarded(left, right, partners(binary, left, right), false);
            default -> new Either(left, right, partners(binary, right, left));
        };
    }

    /** For each element of one vector those of another that have the same labels, as far as they count. */
    private static List<int[]> partners(Expr.Binary binary, Vector of, Vector among) {
        Map<Map<String, String>, List<Integer>> known = new HashMap<>();
        for (int i = 0; i < among.labels().size(); i++) {
            known.computeIfAbsent(signature(binary, among.labels().get(i)), first -> new ArrayList<>())
                    .add(i);
        }
        return of.labels().stream()
                .map(labels -> known.getOrDefault(signature(binary, labels), List.of()).stream()
                        .mapToInt(Integer::intValue)
                        .toArray())
                .toList();
    }

    private static Map<String, String> signature(Expr.Binary binary, Map<String, String> labels) {
        Map<String, String> counting = new LinkedHashMap<>(labels);
        Optional<Expr.Matching> matching = binary.matching();
        boolean on = matching.filter(by -> !by.ignoring()).isPresent();
        List<String> named = matching.map(Expr.Matching::labels).orElse(List.of());
        counting.keySet().removeIf(label -> on != named.contains(label) || (!on && label.equals("__name__")));
        return counting;
    }

    private record Signal(List<Series> series) implements Vector {
        @Override
        public List<Map<String, String>> labels() {
            return series.stream().map(Series::labels).toList();
        }

        @Override
        public boolean has(int element, int point) {
            return series.get(element).has(point);
        }

        @Override
        public double value(int element, int point) {
            return series.get(element).value(point);
        }
    }

    private record Filtered(Vector of, DoublePredicate holds) implements Vector {
        @Override
        public List<Map<String, String>> labels() {
            return of.labels();
        }

        @Override
        public boolean has(int element, int point) {
            return of.has(element, point) && holds.test(of.value(element, point));
        }

        @Override
        public double value(int element, int point) {
            return of.value(element, point);
        }
    }

    /** Those of the left for which any of the right is there, or none. */
    private record Guarded(Vector left, Vector right, List<int[]> partners, boolean wanted) implements Vector {
        @Override
        public List<Map<String, String>> labels() {
            return left.labels();
        }

        @Override
        public boolean has(int element, int point) {
            return left.has(element, point)
                    && wanted == IntStream.of(partners.get(element)).anyMatch(partner -> right.has(partner, point));
        }

        @Override
        public double value(int element, int point) {
            return left.value(element, point);
        }
    }

    /** All of the left, and those of the right for which none of the left is there. */
    private record Either(Vector left, Vector right, List<int[]> partners) implements Vector {
        @Override
        public List<Map<String, String>> labels() {
            return Stream.concat(left.labels().stream(), right.labels().stream())
                    .toList();
        }

        @Override
        public boolean has(int element, int point) {
            int other = element - left.labels().size();
            return other < 0
                    ? left.has(element, point)
                    : right.has(other, point)
                            && IntStream.of(partners.get(other)).noneMatch(partner -> left.has(partner, point));
        }

        @Override
        public double value(int element, int point) {
            int other = element - left.labels().size();
            return other < 0 ? left.value(element, point) : right.value(other, point);
        }
    }
}

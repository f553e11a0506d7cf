package dev.headroom.receiver.backtest.signal;

import dev.headroom.receiver.backtest.signal.Words.UnreadableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads PromQL. What a single service's values cannot tell (rates of counters, buckets, regular expressions, offsets) is
 * not understood.
 */
final class Parser {

    private static final List<Set<String>> LEVELS = List.of(
            Set.of("or"),
            Set.of("and", "unless"),
            Set.of(">", "<", ">=", "<=", "==", "!="),
            Set.of("+", "-"),
            Set.of("*", "/", "%"));
    private static final Set<String> GROUPINGS = Set.of("by", "without");
    private static final Set<String> MATCHINGS = Set.of("on", "ignoring", "group_left", "group_right");

    private final Words words;
    private final Function<String, Optional<Duration>> durations;

    private Parser(Words words, Function<String, Optional<Duration>> durations) {
        this.words = words;
        this.durations = durations;
    }

    /** The expression; throws where something is not understood. */
    static Expr parse(String text, Function<String, Optional<Duration>> durations) throws UnreadableException {
        Parser parser = new Parser(new Words(text), durations);
        Expr expr = parser.level(0);
        if (!parser.words.ended()) {
            throw new UnreadableException(parser.words.peek());
        }
        return expr;
    }

    private Expr level(int level) throws UnreadableException {
        if (level == LEVELS.size()) {
            return unary();
        }
        Expr left = level(level + 1);
        while (LEVELS.get(level).contains(words.peek())) {
            String operator = words.take();
            boolean bool = words.has("bool");
            labels(MATCHINGS);
            left = binary(left, operator, bool, level(level + 1));
        }
        return left;
    }

    private static Expr binary(Expr left, String operator, boolean bool, Expr right) {
        var function = Functions.OPERATORS.get(operator);
        if (function == null) {
            return new Expr.Set(left, right, operator);
        }
        return bool
                ? new Expr.Binary(left, right, (a, b) -> Double.isNaN(function.applyAsDouble(a, b)) ? 0 : 1)
                : new Expr.Binary(left, right, function);
    }

    private Expr unary() throws UnreadableException {
        if (words.has("-")) {
            Expr positive = unary();
            return new Expr.Call(List.of(positive), values -> -values[0]);
        }
        if (words.has("(")) {
            Expr inside = level(0);
            words.expect(")");
            return inside;
        }
        String word = words.take();
        if (word.isEmpty()) {
            throw new UnreadableException("the end of the expression");
        }
        char first = word.charAt(0);
        if (Character.isDigit(first) || first == '.') {
            return new Expr.Constant(number(word));
        }
        if (!Character.isLetter(first) && first != '_' && first != ':') {
            throw new UnreadableException(word);
        }
        return words.peek().equals("(") || GROUPINGS.contains(words.peek()) ? function(word) : selector(word);
    }

    private static double number(String word) throws UnreadableException {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new UnreadableException(word);
        }
    }

    private Expr function(String name) throws UnreadableException {
        labels(GROUPINGS);
        words.expect("(");
        if (name.equals("time")) {
            words.expect(")");
            return new Expr.Time();
        }
        if (Functions.OVER_TIME.containsKey(name) || name.equals("quantile_over_time")) {
            return overTime(name);
        }
        if (!Functions.OF_VALUES.containsKey(name) && !Functions.SINGLE.contains(name)) {
            throw new UnreadableException(name);
        }
        List<Expr> arguments = new ArrayList<>();
        do {
            arguments.add(level(0));
        } while (words.has(","));
        words.expect(")");
        labels(GROUPINGS);
        return call(name, arguments);
    }

    private static Expr call(String name, List<Expr> arguments) throws UnreadableException {
        var function = Functions.OF_VALUES.get(name);
        if (function != null) {
            return new Expr.Call(arguments, function);
        }
        if (Functions.SINGLE.contains(name) && arguments.size() == 1) {
            return arguments.get(0);
        }
        throw new UnreadableException(name);
    }

    private Expr overTime(String name) throws UnreadableException {
        double share = 0;
        if (name.equals("quantile_over_time")) {
            share = number(words.take());
            words.expect(",");
        }
        double quantile = share;
        Expr.Selector selector = selector(words.take());
        words.expect("[");
        double length = seconds(words.take());
        double step = words.peek().startsWith(":") ? seconds(words.take().substring(1)) : 0;
        words.expect("]");
        words.expect(")");
        var function = Functions.OVER_TIME.get(name);
        return new Expr.Range(
                selector, length, step, function == null ? values -> Functions.quantile(quantile, values) : function);
    }

    private double seconds(String range) throws UnreadableException {
        Duration length = durations.apply(range).orElseThrow(() -> new UnreadableException("[" + range));
        return length.toMillis() / 1e3;
    }

    private Expr.Selector selector(String name) throws UnreadableException {
        Map<String, String> labels = new LinkedHashMap<>();
        if (words.has("{")) {
            while (!words.has("}")) {
                matcher(labels);
                words.has(",");
            }
        }
        if (Set.of("offset", "@").contains(words.peek())) {
            throw new UnreadableException(words.peek());
        }
        return new Expr.Selector(name, labels);
    }

    /** What must differ from nothing always does here; other inequalities are not understood. */
    private void matcher(Map<String, String> labels) throws UnreadableException {
        String label = words.take();
        String operator = words.take();
        String quoted = words.take();
        String value = quoted.length() < 2 ? "" : quoted.substring(1, quoted.length() - 1);
        if (operator.equals("=")) {
            labels.put(label, value);
        } else if (!operator.equals("!=") || !value.isEmpty()) {
            throw new UnreadableException(label + operator + quoted);
        }
    }

    /** Leaves out which labels are kept or matched: there is one service. */
    private void labels(Set<String> heads) throws UnreadableException {
        while (heads.contains(words.peek())) {
            words.take();
            if (words.has("(")) {
                while (!words.has(")")) {
                    if (words.take().isEmpty()) {
                        throw new UnreadableException("the end of the expression");
                    }
                }
            }
        }
    }
}

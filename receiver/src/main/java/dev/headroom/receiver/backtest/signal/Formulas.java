package dev.headroom.receiver.backtest.signal;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.PromqlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * PromQL as formulas over a single service. What its values cannot tell (rates of counters, buckets, regular expressions,
 * other times) is not understood; by which labels is grouped or matched makes no difference.
 */
final class Formulas {
    private Formulas() {}

    /** Something that is not understood here. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String what) {
            super(what);
        }
    }

    static Formula of(String text) throws UnreadableException {
        try {
            return of(Expr.parse(text));
        } catch (PromqlException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()));
        }
    }

    private static Formula of(Expr expr) throws UnreadableException {
        if (expr instanceof Expr.Literal number) {
            return new Formula.Constant(number.value());
        }
        if (expr instanceof Expr.Selector selector) {
            return selector(selector);
        }
        if (expr instanceof Expr.Negation negation) {
            return new Formula.Call(List.of(of(negation.of())), values -> -values[0]);
        }
        if (expr instanceof Expr.Binary binary) {
            return binary(binary);
        }
        if (expr instanceof Expr.Aggregation aggregation && aggregation.parts().size() == 1) {
            return call(aggregation.operator(), aggregation.parts());
        }
        if (expr instanceof Expr.Call call) {
            return function(call);
        }
        throw new UnreadableException(word(expr));
    }

    private static String word(Expr expr) {
        if (expr instanceof Expr.Shifted) {
            return "offset";
        }
        return expr instanceof Expr.Aggregation aggregation ? aggregation.operator() : "a range";
    }

    private static Formula binary(Expr.Binary binary) throws UnreadableException {
        Formula left = of(binary.left());
        Formula right = of(binary.right());
        if (binary.isOfSets()) {
            return new Formula.Set(left, right, binary.operator());
        }
        var function = Functions.OPERATORS.get(binary.operator());
        if (function == null) {
            throw new UnreadableException(binary.operator());
        }
        return binary.bool()
                ? new Formula.Binary(left, right, (a, b) -> Double.isNaN(function.applyAsDouble(a, b)) ? 0 : 1)
                : new Formula.Binary(left, right, function);
    }

    private static Formula function(Expr.Call call) throws UnreadableException {
        String name = call.function();
        if (name.equals("time")) {
            return new Formula.Time();
        }
        if (name.equals("quantile_over_time") && call.parts().get(0) instanceof Expr.Literal share) {
            return overTime(name, call.parts().get(1), values -> Functions.quantile(share.value(), values));
        }
        var overTime = Functions.OVER_TIME.get(name);
        return overTime == null
                ? call(name, call.parts())
                : overTime(name, call.parts().get(0), overTime);
    }

    private static Formula overTime(String name, Expr of, ToDoubleFunction<double[]> function)
            throws UnreadableException {
        if (of instanceof Expr.Range range) {
            double step = range.step().map(Formulas::seconds).orElse(0.0);
            return new Formula.Range(of(range.of()), seconds(range.range()), step, function);
        }
        throw new UnreadableException(name);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    private static Formula call(String name, List<Expr> parts) throws UnreadableException {
        var function = Optional.ofNullable(Functions.OF_VALUES.get(name));
        if (function.isEmpty() && (!Functions.SINGLE.contains(name) || parts.size() != 1)) {
            throw new UnreadableException(name);
        }
        List<Formula> arguments = new ArrayList<>();
        for (Expr part : parts) {
            arguments.add(of(part));
        }
        return function.<Formula>map(known -> new Formula.Call(arguments, known))
                .orElseGet(() -> arguments.get(0));
    }

    /** What must differ from nothing always does here; other inequalities, and lists, are understood of services alone. */
    private static Formula.Selector selector(Expr.Selector selector) throws UnreadableException {
        Map<String, String> labels = new LinkedHashMap<>();
        List<String> services = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Expr.LabelMatcher matcher : selector.matchers()) {
            if (matcher.operator().equals("=")) {
                labels.put(matcher.label(), matcher.value());
            } else if (listsServices(matcher)) {
                (matcher.operator().startsWith("!") ? others : services).addAll(listed(matcher));
            } else if (!matcher.operator().equals("!=") || !matcher.value().isEmpty()) {
                throw new UnreadableException(matcher.label() + matcher.operator() + "\"" + matcher.value() + "\"");
            }
        }
        return new Formula.Selector(selector.name(), labels, services, others);
    }

    /** As rules do that are for several services, or not for some. */
    private static boolean listsServices(Expr.LabelMatcher matcher) {
        return matcher.label().equals("service")
                && (!matcher.isPattern() || matcher.value().matches("([\\w-]|\\\\\\.)+(\\|([\\w-]|\\\\\\.)+)+"));
    }

    private static List<String> listed(Expr.LabelMatcher matcher) {
        return matcher.isPattern()
                ? List.of(matcher.value().replace("\\.", ".").split("\\|"))
                : List.of(matcher.value());
    }
}

package dev.headroom.receiver.promql;

import dev.headroom.receiver.promql.Expr.Aggregation;
import dev.headroom.receiver.promql.Expr.Binary;
import dev.headroom.receiver.promql.Expr.LabelMatcher;
import dev.headroom.receiver.promql.Expr.Matching;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes expressions, with parentheses around every operand that has an operator. */
final class Writer {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final int MILLIS = 1000;
    private static final double WHOLE = 1e15;

    private Writer() {}

    static String text(Expr expr) {
        if (expr instanceof Expr.Literal number) {
            return number(number.value());
        }
        if (expr instanceof Expr.Text text) {
            return quoted(text.value());
        }
        if (expr instanceof Expr.Selector selector) {
            return selector(selector);
        }
        if (expr instanceof Expr.Range range) {
            return range(range);
        }
        if (expr instanceof Expr.Shifted shifted) {
            return text(shifted.of()) + " " + time(shifted);
        }
        if (expr instanceof Expr.Call call) {
            return call.function() + list(call.parts());
        }
        if (expr instanceof Aggregation aggregation) {
            return aggregation(aggregation);
        }
        if (expr instanceof Expr.Negation negation) {
            return "-(" + text(negation.of()) + ")";
        }
        return binary((Binary) expr);
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < WHOLE
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String list(List<Expr> parts) {
        return parts.stream().map(Writer::text).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String selector(Expr.Selector selector) {
        boolean plain = NAME.matcher(selector.name()).matches();
        String inside = selector.matchers().stream().map(Writer::matcher).collect(Collectors.joining(", "));
        if (plain) {
            return selector.name() + (inside.isEmpty() ? "" : "{" + inside + "}");
        }
        String quoted = selector.name().isEmpty() ? "" : quoted(selector.name());
        return "{" + quoted + (quoted.isEmpty() || inside.isEmpty() ? "" : ", ") + inside + "}";
    }

    private static String matcher(LabelMatcher matcher) {
        return label(matcher.label()) + matcher.operator() + quoted(matcher.value());
    }

    private static String label(String name) {
        return LABEL.matcher(name).matches() ? name : quoted(name);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private static String range(Expr.Range range) {
        String of = range.of() instanceof Expr.Selector ? text(range.of()) : "(" + text(range.of()) + ")";
        String step = range.step()
                .map(every -> ":" + (every.isZero() ? "" : duration(every)))
                .orElse("");
        return of + "[" + duration(range.range()) + step + "]";
    }

    private static String time(Expr.Shifted shifted) {
        String sign = shifted.by().isNegative() ? "-" : "";
        return shifted.moment().isEmpty()
                ? "offset " + sign + duration(shifted.by().abs())
                : "@ " + shifted.moment();
    }

    /** In seconds, or in milliseconds where they are not whole. */
    static String duration(Duration time) {
        return time.toMillis() % MILLIS == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    private static String aggregation(Aggregation aggregation) {
        String grouping = aggregation
                .grouping()
                .map(group -> (group.without() ? " without " : " by ") + labels(group.labels()) + " ")
                .orElse("");
        return aggregation.operator() + grouping + list(aggregation.parts());
    }

    private static String labels(List<String> names) {
        return names.stream().map(Writer::label).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String binary(Binary binary) {
        String matching = binary.matching().map(Writer::matching).orElse("");
        return operand(binary.left()) + " " + binary.operator() + (binary.bool() ? " bool" : "") + matching + " "
                + operand(binary.right());
    }

    private static String matching(Matching matching) {
        String many = matching.many().isEmpty() ? "" : " group_" + matching.many() + " " + labels(matching.included());
        return (matching.ignoring() ? " ignoring " : " on ") + labels(matching.labels()) + many;
    }

    private static String operand(Expr expr) {
        return expr instanceof Binary || expr instanceof Expr.Negation ? "(" + text(expr) + ")" : text(expr);
    }
}

package dev.headroom.receiver.promql;

import dev.headroom.receiver.promql.Expr.Aggregation;
import dev.headroom.receiver.promql.Expr.Binary;
import dev.headroom.receiver.promql.Expr.Grouping;
import dev.headroom.receiver.promql.Expr.Matching;
import dev.headroom.receiver.promql.Token.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** By descent, with the precedence of Prometheus's own grammar. */
final class Parser {
    private static final int DEEPEST = 200;

    private final Words words;
    private final Selectors selectors;
    private int depth;

    private Parser(Words words) {
        this.words = words;
        this.selectors = new Selectors(words);
    }

    static Expr parse(String text) throws PromqlException {
        Words words = new Words(Lexer.tokens(text));
        Expr expr = new Parser(words).level(0);
        if (words.peek().kind() != Kind.END) {
            throw words.unexpected();
        }
        return expr;
    }

    private Expr level(int level) throws PromqlException {
        if (level == Operators.LEVELS.size()) {
            return operand();
        }
        if (++depth > DEEPEST * Operators.LEVELS.size()) {
            throw new PromqlException("it is nested too deeply", words.peek().at());
        }
        Expr left = level == Operators.POWER ? operand() : level(level + 1);
        while (words.peekIn(Operators.LEVELS.get(level))) {
            left = binary(left, level);
        }
        depth--;
        return left;
    }

    private Expr binary(Expr left, int level) throws PromqlException {
        Token operator = words.take();
        String word = operator.text().toLowerCase(Locale.ROOT);
        boolean bool = words.has("bool");
        if (bool && !Operators.COMPARISONS.contains(word)) {
            throw new PromqlException("bool stands behind " + word + ", which compares nothing", operator.at());
        }
        Optional<Matching> matching = matching(word, operator);
        Expr right = level == Operators.POWER ? level(level) : level(level + 1);
        Binary binary = new Binary(word, bool, matching, left, right, operator.at());
        Type.check(binary);
        return binary;
    }

    private Optional<Matching> matching(String word, Token operator) throws PromqlException {
        boolean ignoring = words.peek().is("ignoring");
        if (!ignoring && !words.peek().is("on")) {
            return Optional.empty();
        }
        words.take();
        List<String> labels = selectors.labels();
        String many = words.peek().is("group_left") ? "left" : words.peek().is("group_right") ? "right" : "";
        if (many.isEmpty()) {
            return Optional.of(new Matching(ignoring, labels, many, List.of()));
        }
        words.take();
        if (Operators.SETS.contains(word)) {
            throw new PromqlException("group_" + many + " cannot stand behind " + word, operator.at());
        }
        List<String> included = words.peek().is("(") ? selectors.labels() : List.of();
        return Optional.of(new Matching(ignoring, labels, many, included));
    }

    /** A sign binds more loosely than a power, and more tightly than a product. */
    private Expr operand() throws PromqlException {
        Token token = words.peek();
        if (words.has("-")) {
            return new Expr.Negation(level(Operators.POWER), token.at());
        }
        return words.has("+") ? level(Operators.POWER) : behind(primary());
    }

    /** What follows an operand, in any order: ranges, and other times. */
    private Expr behind(Expr operand) throws PromqlException {
        Expr expr = operand;
        while (true) {
            int at = words.peek().at();
            if (words.has("[")) {
                expr = range(expr);
            } else if (words.has("offset")) {
                expr = new Expr.Shifted(expr, offset(), "", at);
            } else if (words.has("@")) {
                expr = new Expr.Shifted(expr, Duration.ZERO, moment(), at);
            } else {
                return expr;
            }
        }
    }

    private Expr range(Expr of) throws PromqlException {
        Duration range = selectors.duration();
        if (!words.has(":")) {
            words.expect("]");
            if (!(of instanceof Expr.Selector)) {
                throw new PromqlException("a range belongs to a metric; a subquery has a colon, like [5m:]", of.at());
            }
            return new Expr.Range(of, range, Optional.empty(), of.at());
        }
        Duration step = words.peek().is("]") ? Duration.ZERO : selectors.duration();
        words.expect("]");
        Type.VECTOR.mustBe(of, "a subquery");
        return new Expr.Range(of, range, Optional.of(step), of.at());
    }

    private Duration offset() throws PromqlException {
        boolean later = !sign().isEmpty();
        Duration by = selectors.duration();
        return later ? by.negated() : by;
    }

    private String moment() throws PromqlException {
        for (String edge : List.of("start", "end")) {
            if (words.has(edge)) {
                words.expect("(");
                words.expect(")");
                return edge + "()";
            }
        }
        return sign() + words.expect(Kind.NUMBER, "a time in seconds").text();
    }

    /** Empty for a plus, which changes nothing. */
    private String sign() {
        if (words.has("-")) {
            return "-";
        }
        words.has("+");
        return "";
    }

    private Expr primary() throws PromqlException {
        Token token = words.peek();
        if (words.has("(")) {
            Expr inside = level(0);
            words.expect(")");
            return inside;
        }
        if (words.peek().is("{")) {
            return selectors.selector("", token.at());
        }
        words.take();
        return switch (token.kind()) {
            case NUMBER -> number(Numbers.read(token), token);
            case DURATION -> number(Numbers.duration(token).toMillis() / 1e3, token);
            case STRING -> new Expr.Text(token.text(), token.at());
            case NAME -> named(token);
            default -> throw words.unexpected(token);
        };
    }

    private static Expr.Literal number(double value, Token token) {
        return new Expr.Literal(value, token.text(), token.at(), token.end());
    }

    private Expr named(Token token) throws PromqlException {
        String lower = token.text().toLowerCase(Locale.ROOT);
        boolean grouped = words.peekIn(Set.of("by", "without"));
        if (Operators.AGGREGATIONS.contains(lower) && (grouped || words.peek().is("("))) {
            return aggregation(lower, token);
        }
        if (words.peek().is("(")) {
            Expr.Call call = new Expr.Call(token.text(), arguments(), token.at());
            Functions.check(call);
            return call;
        }
        if (lower.equals("inf") || lower.equals("nan")) {
            return number(lower.equals("inf") ? Double.POSITIVE_INFINITY : Double.NaN, token);
        }
        return selectors.selector(token.text(), token.at());
    }

    private Expr aggregation(String operator, Token token) throws PromqlException {
        Optional<Grouping> before = grouping();
        List<Expr> arguments = arguments();
        Optional<Grouping> grouping = before.isPresent() ? before : grouping();
        int wanted = Operators.WITH_PARAMETER.contains(operator) ? 2 : 1;
        if (arguments.size() != wanted) {
            throw new PromqlException(
                    operator + " takes " + wanted + (wanted == 1 ? " argument" : " arguments") + ", found "
                            + arguments.size(),
                    token.at());
        }
        Type.VECTOR.mustBe(arguments.get(wanted - 1), operator);
        return new Aggregation(operator, grouping, arguments, token.at());
    }

    private Optional<Grouping> grouping() throws PromqlException {
        boolean without = words.peek().is("without");
        if (!without && !words.peek().is("by")) {
            return Optional.empty();
        }
        words.take();
        return Optional.of(new Grouping(without, selectors.labels()));
    }

    private List<Expr> arguments() throws PromqlException {
        words.expect("(");
        List<Expr> arguments = new ArrayList<>();
        while (!words.has(")")) {
            if (!arguments.isEmpty() && words.peek().kind() != Kind.END) {
                words.expect(",");
            }
            arguments.add(level(0));
        }
        return arguments;
    }
}

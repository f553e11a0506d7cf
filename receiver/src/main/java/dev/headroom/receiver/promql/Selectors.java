package dev.headroom.receiver.promql;

import dev.headroom.receiver.promql.Expr.LabelMatcher;
import dev.headroom.receiver.promql.Token.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Names, labels and durations. */
final class Selectors {
    private static final Set<String> MATCHES = Set.of("=", "!=", "=~", "!~");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private final Words words;

    Selectors(Words words) {
        this.words = words;
    }

    /** A selector whose name, if it has one, was read; the braces may name it, in quotes. */
    Expr.Selector selector(String name, int at) throws PromqlException {
        List<LabelMatcher> matchers = new ArrayList<>();
        String quoted = words.has("{") ? braces(matchers) : "";
        if (!name.isEmpty() && !quoted.isEmpty()) {
            throw new PromqlException("the metric has two names, " + name + " and " + quoted, at);
        }
        if (name.isEmpty() && quoted.isEmpty() && matchers.stream().allMatch(matcher -> Patterns.takes(matcher, ""))) {
            throw new PromqlException("the selector takes every series; name a metric, or a label's value", at);
        }
        return new Expr.Selector(name.isEmpty() ? quoted : name, matchers, at);
    }

    /** Reads up to the closing brace; returns the name of the metric where one stands there. */
    private String braces(List<LabelMatcher> into) throws PromqlException {
        String name = "";
        while (!words.has("}")) {
            Token label = words.take();
            boolean string = label.kind() == Kind.STRING;
            if (string && !words.peekIn(MATCHES)) {
                name = label.text();
            } else {
                into.add(matcher(label));
            }
            if (!words.peek().is("}")) {
                words.expect(",");
            }
        }
        return name;
    }

    private LabelMatcher matcher(Token label) throws PromqlException {
        String name = label(label);
        if (!words.peekIn(MATCHES)) {
            throw new PromqlException(
                    "found " + words.peek().quoted() + " where =, !=, =~ or !~ should be",
                    words.peek().at());
        }
        String operator = words.take().text();
        Token value = words.expect(Kind.STRING, "a value in quotes");
        LabelMatcher matcher = new LabelMatcher(name, operator, value.text(), label.at());
        Patterns.check(matcher, value.at());
        return matcher;
    }

    private String label(Token token) throws PromqlException {
        boolean name = token.kind() == Kind.STRING
                || (token.kind() == Kind.NAME && LABEL.matcher(token.text()).matches());
        if (!name) {
            throw new PromqlException("found " + token.quoted() + " where a label should be", token.at());
        }
        return token.text();
    }

    /** A list of labels in parentheses. */
    List<String> labels() throws PromqlException {
        words.expect("(");
        List<String> labels = new ArrayList<>();
        while (!words.has(")")) {
            labels.add(label(words.take()));
            if (!words.peek().is(")")) {
                words.expect(",");
            }
        }
        return labels;
    }

    /** A duration; a number is one of seconds. */
    Duration duration() throws PromqlException {
        Token token = words.peek();
        if (token.kind() == Kind.NUMBER) {
            return Duration.ofMillis(Math.round(Numbers.read(words.take()) * 1e3));
        }
        return Numbers.duration(words.expect(Kind.DURATION, "a duration like 5m"));
    }
}

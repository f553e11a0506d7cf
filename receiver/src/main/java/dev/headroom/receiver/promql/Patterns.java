package dev.headroom.receiver.promql;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.headroom.receiver.promql.Expr.LabelMatcher;

/** Regular expressions as Prometheus reads them: RE2, and anchored at both ends. */
public final class Patterns {
    private Patterns() {}

    /**
     * The pattern that matches whole texts.
     *
     * @throws PatternSyntaxException where the text is no such expression
     */
    public static Pattern anchored(String text) {
        return Pattern.compile("^(?s:" + text + ")$");
    }

    static void check(LabelMatcher matcher, int at) throws PromqlException {
        if (!matcher.isPattern()) {
            return;
        }
        try {
            anchored(matcher.value());
        } catch (PatternSyntaxException e) {
            throw new PromqlException(
                    "\"" + matcher.value() + "\" is no regular expression: " + e.getDescription(), at);
        }
    }

    /** Whether a matcher takes a value of its label, empty where there is no such label. */
    public static boolean takes(LabelMatcher matcher, String value) {
        boolean same = matcher.isPattern()
                ? anchored(matcher.value()).matches(value)
                : matcher.value().equals(value);
        return same != matcher.operator().startsWith("!");
    }
}

package dev.headroom.receiver.matcher;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import java.util.Optional;

/**
 * A condition on one label, which counts as empty where an alert lacks it.
 *
 * @param operator {@code =}, {@code !=}, {@code =~} or {@code !~}
 * @param pattern what {@code value} means to the last two
 */
public record LabelMatcher(String label, String operator, String value, Optional<Pattern> pattern) {

    /**
     * One of these parts.
     *
     * @throws MatcherException where the value should be a regular expression, and is none
     */
    public static LabelMatcher of(String label, String operator, String value) throws MatcherException {
        return of(label, operator, value, 0);
    }

    static LabelMatcher of(String label, String operator, String value, int at) throws MatcherException {
        if (!operator.endsWith("~")) {
            return new LabelMatcher(label, operator, value, Optional.empty());
        }
        try {
            return new LabelMatcher(label, operator, value, Optional.of(Pattern.compile("^(?:" + value + ")$")));
        } catch (PatternSyntaxException e) {
            throw new MatcherException("\"" + value + "\" is no regular expression: " + e.getDescription(), at);
        }
    }

    public boolean matches(Map<String, String> labels) {
        String found = labels.getOrDefault(label, "");
        boolean same = pattern.map(wanted -> wanted.matcher(found).find()).orElseGet(() -> found.equals(value));
        return same != operator.startsWith("!");
    }

    @Override
    public String toString() {
        return label + operator + "\"" + value + "\"";
    }
}

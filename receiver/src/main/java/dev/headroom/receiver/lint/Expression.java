package dev.headroom.receiver.lint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PromQL of a rule. What the shipped rules need is read here: thresholds and the names in it; the whole language is
 * left to promtool.
 *
 * @param text on one line
 * @param comparisons the threshold first, then the guards; empty where the expression has another form
 */
record Expression(Place place, String text, List<Comparison> comparisons) {
    private static final Pattern COMPARISON =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[^}]*})?" + " *(>=|<=|==|!=|>|<) *(-?[0-9]+(?:\\.[0-9]+)?)");
    private static final Pattern GUARD = Pattern.compile(" and (?:on ?\\([a-zA-Z_, ]*\\) ?)?");
    private static final Pattern EQUALS = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*) *= *\"([^\"]*)\"");
    private static final Pattern CONSTANT = Pattern.compile("vector\\([^)]*\\)");
    private static final Pattern ANY_COMPARISON = Pattern.compile("[<>]|==|!=(?!~)");

    static Expression of(Yaml yaml) {
        String text = yaml.text().strip().replaceAll("\\s+", " ");
        return new Expression(yaml.place(), text, comparisons(text));
    }

    private static List<Comparison> comparisons(String text) {
        List<Comparison> found = new ArrayList<>();
        for (String part : GUARD.splitAsStream(text).toList()) {
            Matcher matcher = COMPARISON.matcher(part.strip());
            if (!matcher.matches()) {
                return List.of();
            }
            found.add(new Comparison(matcher.group(1), labels(matcher.group(2)), matcher.group(3), matcher.group(4)));
        }
        return found;
    }

    private static Map<String, String> labels(String braces) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher equals = EQUALS.matcher(braces == null ? "" : braces);
        while (equals.find()) {
            labels.put(equals.group(1), equals.group(2));
        }
        return labels;
    }

    /** The same text with another number in its threshold; empty where it has none. */
    static Optional<String> threshold(String text, String number) {
        return comparisons(text).stream().findFirst().map(first -> {
            String threshold = " " + first.threshold();
            int at = text.indexOf(threshold);
            return text.substring(0, at) + " " + first.operator() + " " + number
                    + text.substring(at + threshold.length());
        });
    }

    Optional<Comparison> threshold() {
        return comparisons.stream().findFirst();
    }

    List<Comparison> guards() {
        return comparisons.isEmpty() ? List.of() : comparisons.subList(1, comparisons.size());
    }

    /** It always holds, on purpose. */
    boolean isConstant() {
        return CONSTANT.matcher(text).matches();
    }

    boolean compares() {
        return ANY_COMPARISON.matcher(Promql.withoutSelectors(text)).find() || text.contains("absent");
    }
}

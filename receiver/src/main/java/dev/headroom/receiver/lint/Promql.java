package dev.headroom.receiver.lint;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names and ranges in a PromQL expression, found without parsing it. */
final class Promql {
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern SELECTOR = Pattern.compile("\\{[^}]*}");
    private static final Pattern RANGE = Pattern.compile("\\[([^\\]]*)]");
    private static final Pattern LABELS =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right) *\\(([^)]*)\\)");
    private static final Pattern NAME =
            Pattern.compile("(?<![0-9A-Za-z_:.$])[a-zA-Z_:][a-zA-Z0-9_:]*(?! *\\()\\b(?!:)");
    private static final Pattern MATCHER =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*) *(=~|!~) *\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Set<String> WORDS = Set.of(
            "and",
            "or",
            "unless",
            "bool",
            "offset",
            "inf",
            "nan",
            "by",
            "without",
            "on",
            "ignoring",
            "group_left",
            "group_right",
            "start",
            "end",
            "atan2");

    private Promql() {}

    /** A matcher with a regular expression. */
    record RegexMatcher(String label, String operator, String regex) {}

    /** Names of the metrics that it reads. */
    static Set<String> metrics(String expression) {
        String bare = LABELS.matcher(RANGE.matcher(withoutSelectors(expression)).replaceAll(" "))
                .replaceAll(" ");
        Set<String> names = new LinkedHashSet<>();
        Matcher name = NAME.matcher(bare);
        while (name.find()) {
            if (!WORDS.contains(name.group().toLowerCase(Locale.ROOT))) {
                names.add(name.group());
            }
        }
        return names;
    }

    /** Without label matchers, and without strings, whose content is no PromQL. */
    static String withoutSelectors(String expression) {
        return SELECTOR.matcher(STRING.matcher(expression).replaceAll("\"\"")).replaceAll("");
    }

    /** The ranges in brackets, without the step of a subquery. */
    static List<String> ranges(String expression) {
        List<String> ranges = new ArrayList<>();
        Matcher range = RANGE.matcher(STRING.matcher(expression).replaceAll("\"\""));
        while (range.find()) {
            ranges.add(range.group(1).replaceAll(":.*", "").strip());
        }
        return ranges;
    }

    /** The labels that some aggregation keeps. */
    static Set<String> kept(String expression) {
        Set<String> kept = new LinkedHashSet<>();
        Matcher labels = LABELS.matcher(expression);
        while (labels.find()) {
            if (labels.group(1).equals("by")) {
                kept.addAll(List.of(labels.group(2).strip().split(" *, *")));
            }
        }
        return kept;
    }

    static List<RegexMatcher> regexes(String expression) {
        List<RegexMatcher> found = new ArrayList<>();
        Matcher matcher = MATCHER.matcher(expression);
        while (matcher.find()) {
            found.add(new RegexMatcher(matcher.group(1), matcher.group(2), matcher.group(3)));
        }
        return found;
    }
}

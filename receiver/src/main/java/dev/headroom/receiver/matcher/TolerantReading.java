package dev.headroom.receiver.matcher;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The reading that Alertmanager has always had: quotes and braces may be left out, and a stray backslash is one. */
final class TolerantReading {
    private static final String SPACES = "[\\t\\n\\f\\r ]*";
    private static final Pattern MATCHER = Pattern.compile(
            SPACES + "([a-zA-Z_:][a-zA-Z0-9_:]*)" + SPACES + "(=~|!~|!=|=)" + SPACES + "(.*?)" + SPACES,
            Pattern.DOTALL);

    private TolerantReading() {}

    static List<LabelMatcher> of(String text) throws MatcherException {
        List<LabelMatcher> matchers = new ArrayList<>();
        for (String part : parts(unbraced(text))) {
            matchers.add(matcher(part));
        }
        return matchers;
    }

    private static String unbraced(String text) {
        String rest = text.startsWith("{") ? text.substring(1) : text;
        return rest.endsWith("}") ? rest.substring(0, rest.length() - 1) : rest;
    }

    /** Divides at commas outside of quotes; nothing behind the last comma is no part. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        boolean escaped = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',') {
                if (!quoted) {
                    parts.add(text.substring(start, i));
                    start = i + 1;
                }
            } else {
                quoted ^= c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
            }
        }
        String rest = text.substring(start);
        if (!rest.chars().allMatch(c -> Matchers.isSpace((char) c))) {
            parts.add(stripped(rest));
        }
        return parts;
    }

    private static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (Matchers.isSpace(text.charAt(from))) {
            from++;
        }
        while (Matchers.isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static LabelMatcher matcher(String part) throws MatcherException {
        Matcher found = MATCHER.matcher(part);
        if (!found.matches()) {
            throw new MatcherException("no name, operator and value", 0);
        }
        return LabelMatcher.of(found.group(1), found.group(2), value(found.group(3)));
    }

    private static String value(String written) throws MatcherException {
        boolean open = written.startsWith("\"");
        String raw = open ? written.substring(1) : written;
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean last = i == raw.length() - 1;
            if (c == '\\' && !last) {
                i++;
                value.append(meaning(raw.charAt(i)));
            } else if (c != '"') {
                value.append(c);
            } else if (open && last) {
                open = false;
            } else {
                throw new MatcherException("a quote within the value", 0);
            }
        }
        if (open) {
            throw new MatcherException("a quote that is not closed", 0);
        }
        return value.toString();
    }

    /** Of a character behind a backslash. */
    private static String meaning(char c) {
        return switch (c) {
            case 'n' -> "\n";
            case '"', '\\' -> String.valueOf(c);
            default -> "\\" + c;
        };
    }
}

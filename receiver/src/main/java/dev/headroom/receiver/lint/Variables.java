package dev.headroom.receiver.lint;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Grafana's variables in a query: {@code $name}, {@code ${name:format}}, {@code [[name]]}. */
final class Variables {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{[^}]*}|\\$[A-Za-z_][A-Za-z0-9_]*|\\[\\[[A-Za-z0-9_:]+]]");
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern TIME_BEFORE = Pattern.compile(".*(\\[|:|offset) *", Pattern.DOTALL);

    private Variables() {}

    /**
     * The query with a duration or a name, as long as it, in place of each variable, so that all else keeps its place;
     * those in strings stay.
     */
    static String filled(String query) {
        Matcher string = STRING.matcher(query);
        StringBuilder filled = new StringBuilder();
        int copied = 0;
        while (string.find()) {
            filled.append(outside(query.substring(copied, string.start()), filled.toString()))
                    .append(string.group());
            copied = string.end();
        }
        return filled.append(outside(query.substring(copied), filled.toString()))
                .toString();
    }

    private static String outside(String text, String before) {
        Matcher variable = VARIABLE.matcher(text);
        StringBuilder filled = new StringBuilder();
        int copied = 0;
        while (variable.find()) {
            filled.append(text.substring(copied, variable.start()));
            boolean time = TIME_BEFORE.matcher(before + filled).matches();
            int length = variable.end() - variable.start();
            filled.append(time ? "0".repeat(length - 2) + "5m" : "x".repeat(length));
            copied = variable.end();
        }
        return filled.append(text.substring(copied)).toString();
    }
}

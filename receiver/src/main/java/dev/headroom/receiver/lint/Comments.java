package dev.headroom.receiver.lint;

import dev.headroom.receiver.lint.Silence.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Silences in the comments of a YAML file: {@code # headroom: ignore RULE because ...}. One covers what stands on its
 * line, or else what follows it, with all that is indented below that; {@code ignore-file} covers the whole file.
 */
final class Comments {
    private static final Pattern COMMENT = Pattern.compile(
            "(?<before>.*?)(?:^|\\s)#\\s*headroom:\\s*ignore(?<file>-file)?\\s+(?<rule>\\S+)(?:\\s+because\\b(?<because>.*)|.*)");

    private Comments() {}

    static List<Silence> in(String file, String text) {
        if (!text.contains("headroom:")) {
            return List.of();
        }
        List<String> lines = text.lines().toList();
        List<Silence> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher comment = COMMENT.matcher(lines.get(i));
            if (comment.matches()) {
                Place place = new Place(file, i + 1, lines.get(i).indexOf('#') + 1);
                boolean alone = comment.group("before").isBlank();
                Scope scope = comment.group("file") != null ? Scope.all(file) : scope(file, lines, alone ? i + 1 : i);
                String because =
                        Objects.requireNonNullElse(comment.group("because"), "").strip();
                found.add(new Silence(place, comment.group("rule"), because, scope));
            }
        }
        return found;
    }

    /** From the first line at or behind {@code from} that says something, to the last that is indented below it. */
    private static Scope scope(String file, List<String> lines, int from) {
        int first = from;
        while (first < lines.size() && saysNothing(lines.get(first))) {
            first++;
        }
        int last = first;
        for (int i = first + 1; i < lines.size(); i++) {
            if (!saysNothing(lines.get(i))) {
                if (indentation(lines.get(i)) <= indentation(lines.get(first))) {
                    break;
                }
                last = i;
            }
        }
        return new Scope(file, first + 1, last + 1);
    }

    private static boolean saysNothing(String line) {
        return line.isBlank() || line.stripLeading().startsWith("#");
    }

    private static int indentation(String line) {
        return line.length() - line.stripLeading().length();
    }
}

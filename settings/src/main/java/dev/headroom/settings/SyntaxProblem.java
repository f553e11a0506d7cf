package dev.headroom.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** What the YAML parser complains about, in words for the person who wrote the file. */
final class SyntaxProblem {
    private static final List<Phrase> PHRASES = List.of(
            new Phrase("TAB", "must be indented with spaces", "a tab", "replace it by spaces"),
            new Phrase(
                    "mapping values are not allowed",
                    "must hold one \": \" a line",
                    "another one",
                    "quote the value, or begin a new line and indent it"),
            new Phrase("undefined alias", "must use aliases that exist", "one without an anchor", "define it above"),
            new Phrase("unexpected end of stream", "must close its quotes", "the end", "add the missing quote"),
            new Phrase("unknown escape", "must use known escapes", "another after \\", "use single quotes"),
            new Phrase(
                    "expected ',' or",
                    "must close its brackets and separate with commas",
                    "something else",
                    "add the missing bracket or comma"),
            new Phrase(
                    "expected <block end>",
                    "must line up with the lines above it",
                    "another indentation",
                    "use the same indentation as its neighbours"),
            new Phrase("another document", "must hold one document", "a second one", "remove it, with its ---"),
            new Phrase("tag is not allowed", "must not use tags", "a tag (!!)", "write the plain value"),
            new Phrase("aliases", "must use at most 50 aliases", "more", "write the values out"),
            new Phrase(
                    "cannot start any token", "must be quoted", "a special character", "put quotes around the value"),
            new Phrase("could not find expected ':'", "must be a key and a value", "no \": \"", "write key: value"),
            new Phrase(
                    "special characters",
                    "must be printable text",
                    "a control character",
                    "remove it, or write it as an escape in double quotes"),
            new Phrase("Nesting", "must nest at most 50 levels", "more", "flatten it"),
            new Phrase("exceeds the limit", "must be smaller than 3 MiB", "more", "split or shorten it"));
    private static final Phrase OTHER =
            new Phrase("", "must be valid YAML", "something else", "look at this line and the one above it");

    private SyntaxProblem() {}

    private record Phrase(String sign, String rule, String found, String remedy) {}

    static Problem of(String file, String text, YAMLException error) {
        String complaint = error instanceof MarkedYAMLException marked ? marked.getProblem() : error.getMessage();
        Phrase phrase = PHRASES.stream()
                .filter(known -> complaint != null && complaint.contains(known.sign()))
                .findFirst()
                .orElse(OTHER);
        Place place = place(text, error);
        return new Problem(file, place.line(), place.column(), "", phrase.rule(), phrase.found(), phrase.remedy());
    }

    private record Place(int line, int column) {}

    private static Place place(String text, YAMLException error) {
        if (error instanceof MarkedYAMLException marked) {
            Mark mark = first(marked);
            return mark == null ? new Place(1, 1) : new Place(mark.getLine() + 1, mark.getColumn() + 1);
        }
        return error instanceof ReaderException reader ? placeAt(text, reader.getPosition()) : new Place(1, 1);
    }

    /** A quote or bracket that is never closed is shown where it opens, everything else where it is found. */
    private static @Nullable Mark first(MarkedYAMLException error) {
        boolean unclosed = error.getProblem() != null
                && (error.getProblem().contains("end of stream")
                        || error.getProblem().contains("<stream end>"));
        Mark opened = error.getContextMark();
        return unclosed && opened != null ? opened : error.getProblemMark();
    }

    private static Place placeAt(String text, int codePoints) {
        int end = text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length())));
        String before = text.substring(0, end);
        int line = (int) before.chars().filter(c -> c == '\n').count();
        return new Place(line + 1, before.length() - before.lastIndexOf('\n'));
    }
}

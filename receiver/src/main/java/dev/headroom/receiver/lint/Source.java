package dev.headroom.receiver.lint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Finds where in a file a character of a text stands: what YAML and JSON make of a text keeps all but its white space. */
final class Source {
    private final String text;
    private final ScalarStyle style;
    private int at;

    private Source(String text, int at, ScalarStyle style) {
        this.text = text;
        this.at = at;
        this.style = style;
    }

    /** The place of the character; of the whole text where the file has changed since. */
    static Place of(String file, ScalarNode node, int character) {
        int line = node.getStartMark().getLine();
        int column = node.getStartMark().getColumn();
        try {
            String text = Files.readString(Path.of(file));
            Source source = new Source(text, start(text, line, column), node.getScalarStyle());
            source.open();
            String before = node.getValue()
                    .substring(0, Math.min(character, node.getValue().length()));
            before.chars().filter(c -> !Character.isWhitespace(c)).forEach(c -> source.next());
            if (before.length() < node.getValue().stripTrailing().length()) {
                source.spaces();
            }
            return source.place(file);
        } catch (IOException | StringIndexOutOfBoundsException e) {
            return new Place(file, line + 1, column + 1);
        }
    }

    private static int start(String text, int line, int column) {
        int at = 0;
        for (int i = 0; i < line; i++) {
            at = text.indexOf('\n', at) + 1;
        }
        return at + column;
    }

    /** Goes behind the quote, or the line of the block's sign. */
    private void open() {
        if (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED) {
            at = text.indexOf('\n', at) + 1;
        } else if (style != ScalarStyle.PLAIN) {
            at++;
        }
    }

    /** Goes behind the next character that is no white space. */
    private void next() {
        spaces();
        if (style == ScalarStyle.DOUBLE_QUOTED && text.charAt(at) == '\\') {
            at += text.charAt(at + 1) == 'u' ? 6 : 2;
        } else {
            at += style == ScalarStyle.SINGLE_QUOTED && text.startsWith("''", at) ? 2 : 1;
        }
    }

    private void spaces() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (style == ScalarStyle.DOUBLE_QUOTED
                    && text.startsWith("\\", at)
                    && isSpace(text.charAt(at + 1))) {
                at += 2;
            } else {
                return;
            }
        }
    }

    /** Behind a backslash. */
    private static boolean isSpace(char letter) {
        return letter == 'n' || letter == 't' || letter == 'r' || letter == '\n';
    }

    private Place place(String file) {
        int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
        return new Place(file, line + 1, at - text.lastIndexOf('\n', at - 1));
    }
}

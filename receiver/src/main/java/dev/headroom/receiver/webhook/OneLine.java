package dev.headroom.receiver.webhook;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Foreign text made fit for one line of a log: control and format characters escaped, length bounded. */
public final class OneLine {

    private static final int MAX = 200;
    private static final int BRIEF = 80;

    private OneLine() {}

    public static String of(@Nullable String text) {
        if (text == null) {
            return "-";
        }
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(MAX).forEach(c -> append(line, c));
        return text.length() > MAX ? line.append("...").toString() : line.toString();
    }

    /** The same, and shorter: for lines in which there is more than that. */
    public static String brief(@Nullable String text) {
        String line = of(text);
        return line.length() > BRIEF ? line.substring(0, BRIEF) + "..." : line;
    }

    private static void append(StringBuilder line, int c) {
        if (printable(c)) {
            line.appendCodePoint(c);
        } else {
            line.append(String.format(Locale.ROOT, "\\u%04x", c));
        }
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}

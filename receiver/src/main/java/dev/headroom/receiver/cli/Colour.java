package dev.headroom.receiver.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;

/** Colours for a terminal; elsewhere, and where NO_COLOR is set, the text alone. */
enum Colour {
    RED(31),
    GREEN(32),
    YELLOW(33),
    BOLD(1);

    private static final Pattern CODE = Pattern.compile("\u001b\\[[0-9;]*m");

    private final int code;

    Colour(int code) {
        this.code = code;
    }

    String of(String text) {
        return Ansi.AUTO.enabled() && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** At most so many columns of it; what is cut off leaves a mark. */
    static String cut(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        String plain = CODE.matcher(text).replaceAll("");
        String cut = plain.substring(0, Math.max(0, columns - 1)) + "~";
        Matcher code = CODE.matcher(text);
        return code.lookingAt() ? code.group() + cut + "\u001b[0m" : cut;
    }

    /** How many columns the text takes. */
    static int width(String text) {
        return CODE.matcher(text).replaceAll("").length();
    }
}

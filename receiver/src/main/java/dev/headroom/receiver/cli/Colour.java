package dev.headroom.receiver.cli;

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

    /** How many columns the text takes. */
    static int width(String text) {
        return CODE.matcher(text).replaceAll("").length();
    }
}

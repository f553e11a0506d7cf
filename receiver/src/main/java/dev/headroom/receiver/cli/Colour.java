package dev.headroom.receiver.cli;

import java.lang.Character.UnicodeScript;
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

    private static final int FIRST_PICTURE = 0x1F300;

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
        int end = 0;
        for (int left = columns - 1; end < plain.length(); end += Character.charCount(plain.codePointAt(end))) {
            left -= width(plain.codePointAt(end));
            if (left < 0) {
                break;
            }
        }
        String cut = plain.substring(0, end) + "~";
        Matcher code = CODE.matcher(text);
        return code.lookingAt() ? code.group() + cut + "\u001b[0m" : cut;
    }

    /** How many columns the text takes. */
    static int width(String text) {
        return CODE.matcher(text).replaceAll("").codePoints().map(Colour::width).sum();
    }

    /** As terminals have it: the scripts of East Asia and pictures take two columns, an accent none of its own. */
    private static int width(int letter) {
        if (Character.getType(letter) == Character.NON_SPACING_MARK) {
            return 0;
        }
        return switch (UnicodeScript.of(letter)) {
            case HAN, HANGUL, HIRAGANA, KATAKANA -> 2;
            default -> letter >= FIRST_PICTURE ? 2 : 1;
        };
    }
}

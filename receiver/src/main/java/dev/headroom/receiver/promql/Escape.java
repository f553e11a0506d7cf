package dev.headroom.receiver.promql;

import java.nio.charset.StandardCharsets;

/** What stands behind a backslash in a string: Go's rules. */
final class Escape {
    private static final String LETTERS = "abfnrtv\\'\"";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\'\"";

    private Escape() {}

    /** Appends what is meant by the escape at {@code at}, and returns where the text goes on. */
    static int append(String text, int at, StringBuilder into) throws PromqlException {
        char letter = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        int known = LETTERS.indexOf(letter);
        if (known >= 0) {
            into.append(MEANINGS.charAt(known));
            return at + 2;
        }
        return switch (letter) {
            case 'x' -> bytes(text, at, into);
            case 'u' -> number(text, at, 2, 4, 16, into);
            case 'U' -> number(text, at, 2, 8, 16, into);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> number(text, at, 1, 3, 8, into);
            default -> throw new PromqlException("the string has an unknown escape, \\" + letter, at);
        };
    }

    /** Several {@code \xNN} in a row are the bytes of UTF-8. */
    private static int bytes(String text, int at, StringBuilder into) throws PromqlException {
        byte[] bytes = new byte[text.length()];
        int count = 0;
        int next = at;
        while (text.startsWith("\\x", next)) {
            StringBuilder one = new StringBuilder();
            next = number(text, next, 2, 2, 16, one);
            bytes[count++] = (byte) one.charAt(0);
        }
        into.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
        return next;
    }

    private static int number(String text, int at, int skip, int digits, int radix, StringBuilder into)
            throws PromqlException {
        int end = at + skip + digits;
        try {
            into.appendCodePoint(Integer.parseInt(text.substring(at + skip, Math.min(end, text.length())), radix));
            return end;
        } catch (IllegalArgumentException e) {
            throw new PromqlException("the string has an escape that is no character", at);
        }
    }
}

package dev.headroom.receiver.promql;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A string in single or double quotes, as Go writes it. */
public final class GoString {
    private static final String LETTERS = "abfnrtv\\";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\";

    private final String text;
    private final char quote;
    private final int end;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int at;

    private GoString(String text, int start, int end) {
        this.text = text;
        this.quote = text.charAt(start);
        this.at = start + 1;
        this.end = end - 1;
    }

    /** Behind the closing quote of the one that begins at {@code start}. */
    public static int end(String text, int start) throws PromqlException {
        int at = start + 1;
        while (at < text.length() && text.charAt(at) != text.charAt(start) && text.charAt(at) != '\n') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length() || text.charAt(at) == '\n') {
            throw new PromqlException("a string has no end", start);
        }
        return at + 1;
    }

    /** What the string means that lies between two characters, quotes included: perhaps no UTF-8. */
    public static byte[] meaning(String text, int start, int end) throws PromqlException {
        GoString string = new GoString(text, start, end);
        while (string.at < string.end) {
            string.next();
        }
        return string.bytes.toByteArray();
    }

    private void next() throws PromqlException {
        int c = text.codePointAt(at);
        if (c == '\\') {
            escape();
        } else {
            add(c);
            at += Character.charCount(c);
        }
    }

    private void escape() throws PromqlException {
        char letter = text.charAt(at + 1);
        int known = LETTERS.indexOf(letter);
        if (known >= 0 || letter == quote) {
            bytes.write(letter == quote ? quote : MEANINGS.charAt(known));
            at += 2;
            return;
        }
        switch (letter) {
            case 'x' -> bytes.write(number(2, 2, 16));
            case 'u' -> add(number(2, 4, 16));
            case 'U' -> add(number(2, 8, 16));
            default -> bytes.write(octal());
        }
    }

    private int octal() throws PromqlException {
        int from = at;
        int number = number(1, 3, 8);
        if (number > 0xff) {
            throw unknown(from);
        }
        return number;
    }

    private int number(int skip, int digits, int radix) throws PromqlException {
        int from = at;
        at += skip + digits;
        if (at > end) {
            throw unknown(from);
        }
        long number = 0;
        for (char c : text.substring(from + skip, at).toCharArray()) {
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                throw unknown(from);
            }
            number = number * radix + digit;
        }
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    private void add(int c) throws PromqlException {
        if (!Character.isValidCodePoint(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw unknown(at);
        }
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
    }

    private static PromqlException unknown(int at) {
        return new PromqlException("an escape that means nothing", at);
    }
}

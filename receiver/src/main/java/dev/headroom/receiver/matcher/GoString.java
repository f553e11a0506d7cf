package dev.headroom.receiver.matcher;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A string in double quotes, as Go writes it. */
final class GoString {
    private static final String LETTERS = "abfnrtv\\\"";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\\"";

    private final String text;
    private final int end;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int at;

    private GoString(String text, int at, int end) {
        this.text = text;
        this.at = at;
        this.end = end;
    }

    /** Behind the closing quote of the one that begins at {@code start}. */
    static int end(String text, int start) throws MatcherException {
        int at = start + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            throw new MatcherException("the quote is not closed", start);
        }
        return at + 1;
    }

    /** What the string means that lies between two characters, quotes included. */
    static String meaning(String text, int start, int end) throws MatcherException {
        GoString string = new GoString(text, start + 1, end - 1);
        while (string.at < string.end) {
            string.next();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(string.bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MatcherException("the string is no UTF-8", start);
        }
    }

    private void next() throws MatcherException {
        int c = text.codePointAt(at);
        if (c == '\n') {
            throw new MatcherException("a string may not go over lines", at);
        }
        if (c == '\\') {
            escape();
        } else {
            add(c);
            at += Character.charCount(c);
        }
    }

    private void escape() throws MatcherException {
        char letter = text.charAt(at + 1);
        int known = LETTERS.indexOf(letter);
        if (known >= 0) {
            bytes.write(MEANINGS.charAt(known));
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

    private int octal() throws MatcherException {
        int from = at;
        int number = number(1, 3, 8);
        if (number > 0xff) {
            throw unknown(from);
        }
        return number;
    }

    private int number(int skip, int digits, int radix) throws MatcherException {
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

    private void add(int c) throws MatcherException {
        if (!Character.isValidCodePoint(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw unknown(at);
        }
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
    }

    private static MatcherException unknown(int at) {
        return new MatcherException("an escape that means nothing", at);
    }
}

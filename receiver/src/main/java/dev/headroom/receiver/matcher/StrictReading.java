package dev.headroom.receiver.matcher;

import dev.headroom.receiver.promql.GoString;
import dev.headroom.receiver.promql.PromqlException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Alertmanager's reading since 0.27: what holds white space or a sign is in quotes, and any text may be a name. */
final class StrictReading {
    private static final String RESERVED = "{}!=~,\\\"'`";
    private static final Set<String> OPERATORS = Set.of("=", "!=", "=~", "!~");

    private final String text;
    private final List<LabelMatcher> matchers = new ArrayList<>();
    private int at;

    private StrictReading(String text) {
        this.text = text;
    }

    static List<LabelMatcher> of(String text) throws MatcherException {
        StrictReading reading = new StrictReading(text);
        reading.all();
        return reading.matchers;
    }

    private void all() throws MatcherException {
        boolean braced = take('{');
        while (!atEnd() && !next('}')) {
            matchers.add(matcher());
            if (!take(',')) {
                break;
            }
        }
        if (braced && !take('}')) {
            throw expected("a comma or }");
        }
        if (!atEnd()) {
            throw expected(braced ? "nothing more" : "a comma");
        }
    }

    private LabelMatcher matcher() throws MatcherException {
        String label = word("the name of a label");
        String operator = operator();
        int value = at;
        return LabelMatcher.of(label, operator, word("a value"), value);
    }

    private String word(String what) throws MatcherException {
        if (next('"')) {
            return string();
        }
        int start = at;
        while (at < text.length() && !isReserved(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw expected(what);
        }
        return text.substring(start, at);
    }

    private String string() throws MatcherException {
        int start = at;
        try {
            at = GoString.end(text, start);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(GoString.meaning(text, start, at)))
                    .toString();
        } catch (PromqlException e) {
            throw new MatcherException(String.valueOf(e.getMessage()), e.at());
        } catch (CharacterCodingException e) {
            throw new MatcherException("the string is no UTF-8", start);
        }
    }

    private String operator() throws MatcherException {
        skipSpaces();
        for (int length = 2; length > 0; length--) {
            String found = text.substring(at, Math.min(at + length, text.length()));
            if (OPERATORS.contains(found)) {
                at += found.length();
                skipSpaces();
                return found;
            }
        }
        throw expected("=, !=, =~ or !~");
    }

    private static boolean isReserved(char c) {
        return Matchers.isSpace(c) || RESERVED.indexOf(c) >= 0;
    }

    private void skipSpaces() {
        while (at < text.length() && Matchers.isSpace(text.charAt(at))) {
            at++;
        }
    }

    private boolean atEnd() {
        skipSpaces();
        return at == text.length();
    }

    private boolean next(char wanted) {
        skipSpaces();
        return at < text.length() && text.charAt(at) == wanted;
    }

    private boolean take(char wanted) {
        boolean there = next(wanted);
        at += there ? 1 : 0;
        return there;
    }

    private MatcherException expected(String what) {
        skipSpaces();
        String found = at == text.length() ? "the end" : text.substring(at, text.offsetByCodePoints(at, 1));
        return new MatcherException("expected " + what + ", found " + found, at);
    }
}

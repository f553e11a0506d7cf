package dev.headroom.receiver.backtest.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a PromQL expression, one after the other. */
final class Words {

    private static final Pattern WORD = Pattern.compile(
            "\\s*(#[^\\n]*|\"(?:[^\"\\\\]|\\\\.)*\"|[a-zA-Z_:][a-zA-Z0-9_:]*|[0-9]+[smhdwy](?:[0-9]+[a-z]+)*"
                    + "|[0-9]*\\.?[0-9]+(?:[eE][+-]?[0-9]+)?|=~|!~|==|!=|>=|<=|[-+*/%^(){}\\[\\],=<>@])");

    private final List<String> words = new ArrayList<>();
    private int next;

    Words(String text) throws UnreadableException {
        Matcher word = WORD.matcher(text);
        int end = 0;
        while (word.find() && word.start() == end) {
            end = word.end();
            if (!word.group(1).startsWith("#")) {
                words.add(word.group(1));
            }
        }
        if (!text.substring(end).isBlank()) {
            throw new UnreadableException(text.substring(end).strip());
        }
    }

    /** Something that is not understood here. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String what) {
            super(what);
        }
    }

    String peek() {
        return next < words.size() ? words.get(next) : "";
    }

    String peek(int ahead) {
        return next + ahead < words.size() ? words.get(next + ahead) : "";
    }

    String take() {
        String word = peek();
        next++;
        return word;
    }

    /** Takes the word if it is the next. */
    boolean has(String word) {
        boolean is = peek().toLowerCase(Locale.ROOT).equals(word);
        next += is ? 1 : 0;
        return is;
    }

    void expect(String word) throws UnreadableException {
        if (!has(word)) {
            throw new UnreadableException(peek().isEmpty() ? "the end, where " + word + " should be" : peek());
        }
    }

    boolean ended() {
        return next >= words.size();
    }
}

package dev.headroom.receiver.promql;

import java.util.Locale;

/**
 * A word of the language.
 *
 * @param text as it is written; of a string what it means, without quotes
 * @param at characters before it
 * @param end characters up to its end
 */
record Token(Kind kind, String text, int at, int end) {

    enum Kind {
        NAME,
        NUMBER,
        DURATION,
        STRING,
        SIGN,
        END
    }

    /** Keywords and signs; keywords in any case. */
    boolean is(String word) {
        return (kind == Kind.SIGN || kind == Kind.NAME)
                && text.toLowerCase(Locale.ROOT).equals(word);
    }

    String quoted() {
        return kind == Kind.END ? "the end of the expression" : "\"" + text + "\"";
    }
}

package dev.headroom.receiver.matcher;

import java.util.List;

/**
 * Texts that hold matchers. Alertmanager has two readings: the tolerant one of all its releases, and since 0.27 a strict
 * one, in which names may be any text in quotes. Where both understand a text, the first holds.
 */
public final class Matchers {
    private Matchers() {}

    /**
     * All that a text holds; there may be none.
     *
     * @throws MatcherException where neither reading understands it
     */
    public static List<LabelMatcher> in(String text) throws MatcherException {
        try {
            return TolerantReading.of(text);
        } catch (MatcherException e) {
            return StrictReading.of(text);
        }
    }

    /** White space as Go has it. */
    static boolean isSpace(char c) {
        return "\t\n\u000b\f\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000".indexOf(c) >= 0
                || (c >= '\u2000' && c <= '\u200a');
    }
}

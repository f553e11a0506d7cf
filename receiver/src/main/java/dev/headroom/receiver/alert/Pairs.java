package dev.headroom.receiver.alert;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Labels or annotations as they came over the wire, with the reason why no alert that has them can be taken.
 *
 * @param texts none where they are refused
 * @param refusal null where they are not
 */
public record Pairs(Map<String, String> texts, @Nullable Refusal refusal) {

    /** At most so many labels, and so many annotations, an alert. */
    public static final int MAX = 128;

    /**
     * Checks what was read.
     *
     * @param read may hold nulls; null for none
     */
    public static Pairs of(@Nullable Map<String, @Nullable String> read) {
        if (read == null) {
            return new Pairs(Map.of(), null);
        }
        if (read.size() > MAX) {
            return new Pairs(Map.of(), Refusal.TOO_MANY_LABELS);
        }
        for (Map.Entry<String, @Nullable String> pair : read.entrySet()) {
            if (!storable(pair.getKey()) || !storable(pair.getValue())) {
                return new Pairs(Map.of(), Refusal.BAD_TEXT);
            }
        }
        return new Pairs(Map.copyOf(read), null);
    }

    /** The texts; throws where they are refused. */
    Map<String, String> taken() throws RefusedAlertException {
        if (refusal != null) {
            throw new RefusedAlertException(refusal);
        }
        return texts;
    }

    /** Whether the text survives a database and UTF-8 unchanged. */
    private static boolean storable(@Nullable String text) {
        if (text == null) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || (Character.isSurrogate(c) && !Character.isSurrogatePair(c, charAt(text, ++i)))) {
                return false;
            }
        }
        return true;
    }

    /** NUL behind the end. */
    private static char charAt(String text, int i) {
        return i < text.length() ? text.charAt(i) : 0;
    }
}
